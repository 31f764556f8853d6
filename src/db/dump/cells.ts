/** What a cell holds, alike on both databases: a moment is ISO text in UTC. */
export type Cell = string | number | boolean | null
export type Row = Record<string, Cell>

export type ColumnKind = 'text' | 'number' | 'boolean' | 'moment'

export type DumpColumn = { name: string; kind: ColumnKind }

export type DumpTable = {
  name: string
  columns: DumpColumn[]
  /** The columns of the primary key: rows are read in its order. */
  key: string[]
}

/** The kind of a column by the type that its database declares. */
export function kindOfType(type: string): ColumnKind {
  const lower = type.toLowerCase()
  if (lower.startsWith('bool')) return 'boolean'
  if (lower.startsWith('timestamp') || lower.startsWith('datetime')) return 'moment'
  return /int|serial|real|double|numeric/.test(lower) ? 'number' : 'text'
}

/**
 * What a database makes again by itself or nobody needs back: its own tables, the search's index,
 * who is signed in, what is counted for a while.
 */
export function isLeftOut(table: string): boolean {
  return (
    /^(_prisma_|sqlite_|post_search)/.test(table) ||
    ['sessions', 'attempts', 'openings', 'kept_answers'].includes(table)
  )
}

/** A name in SQL; ours hold nothing that would need more. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
