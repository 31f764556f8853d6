/** The limits of posts and their parts; a character is a code point, a byte is one of UTF-8. */
export const MAX_TITLE_CHARS = 300
export const MAX_NAME_CHARS = 200
export const MAX_SLUG_CHARS = 80
export const MAX_TAGS = 500
export const MAX_BODY_BYTES = 1024 * 1024
export const MAX_EXCERPT_CHARS = 10_000
export const MAX_SUMMARY_CHARS = 300
export const MAX_HEADER_BYTES = 64 * 1024
export const MAX_DESCRIPTION_CHARS = 2_000
export const MAX_ALIASES = 100
export const MAX_FORM_BYTES = 16 * 1024 * 1024
export const MAX_FORM_FIELDS = 20_000
export const MIN_PASSWORD_CHARS = 12
export const MAX_PASSWORD_CHARS = 1_000

/** The length of a text as a person counts it closely enough: in code points. */
export function countChars(text: string): number {
  return Array.from(text).length
}

/** The length of a text in bytes of UTF-8, as it is sent and stored. */
export function countBytes(text: string): number {
  return new TextEncoder().encode(text).length
}
