/** Decodes the percent signs of a part of an address; what is badly encoded stays as it is written. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
