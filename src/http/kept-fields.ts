export type KeptField = { name: string; value: string }

/** The texts of a form as they were sent, by the names that `rename` gives them; null leaves one out. */
export function keptFields(body: unknown, rename: (name: string) => string | null): KeptField[] {
  return Object.entries((body ?? {}) as Record<string, unknown>).flatMap(([given, value]) => {
    const name = rename(given)
    const values = (Array.isArray(value) ? value : [value]) as unknown[]
    return name === null
      ? []
      : values.flatMap(item => (typeof item === 'string' ? [{ name, value: item }] : []))
  })
}
