import { htmlToMarkdown } from '../html/to-markdown.ts'
import { collectNotes, type Note } from '../html/notes.ts'

/** A text as Markdown, and what is to be said of it. */
export type Converted = { markdown: string; notes: Note[] }

/** What the converting thread can do, by name. */
export const JOBS = {
  html: (html: string): Converted => {
    const { notes, add } = collectNotes()
    return { markdown: htmlToMarkdown(html, add), notes }
  },
}

export type Jobs = typeof JOBS
export type JobName = keyof Jobs
export type JobInput<Name extends JobName> = Parameters<Jobs[Name]>[0]
export type JobOutput<Name extends JobName> = ReturnType<Jobs[Name]>
