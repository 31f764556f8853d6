/** Something to say about a text that was converted: an English sentence with its parameters. */
export type Note = { text: string; parameters: Record<string, string | number> }

/** A text as Markdown, and what is to be said of it. */
export type Converted = { markdown: string; notes: Note[] }

export type AddNote = (text: string, parameters?: Note['parameters']) => void

/** Collects notes, each once. */
export function collectNotes(): { notes: Note[]; add: AddNote } {
  const notes: Note[] = []
  const seen = new Set<string>()
  return { notes, add }

  function add(text: string, parameters: Note['parameters'] = {}): void {
    const key = JSON.stringify([text, parameters])
    if (!seen.has(key)) notes.push({ text, parameters })
    seen.add(key)
  }
}
