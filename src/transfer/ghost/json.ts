/** Foreign JSON, of which nothing is believed: each value is asked for by its name and kind, and only what is its own counts. */
export type Json = unknown

export function fieldOf(value: Json, name: string): Json {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** A text; '' for everything else. */
export function textOf(value: Json, name: string): string {
  const field = fieldOf(value, name)
  return typeof field === 'string' ? field : typeof field === 'number' ? String(field) : ''
}

export function listOf(value: Json, name: string): Json[] {
  const field = fieldOf(value, name)
  return Array.isArray(field) ? (field as Json[]) : []
}

export const numberOf = (value: Json): number => (typeof value === 'number' ? value : Number.NaN)

export const isYes = (value: Json): boolean => value === true || value === 1 || value === '1'

/** JSON of a text; null for what is none. */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null
}
