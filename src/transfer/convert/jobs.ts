import { htmlToMarkdown } from '../html/to-markdown.ts'
import { collectNotes, type Converted } from '../html/notes.ts'
import { ghostToMarkdown } from '../ghost/content.ts'
import { readMediumPage } from '../medium/page.ts'
import { wordPressToMarkdown } from '../wordpress/content.ts'

/** What the converting thread can do, by name. */
export const JOBS = {
  html: (html: string): Converted => {
    const { notes, add } = collectNotes()
    return { markdown: htmlToMarkdown(html, add), notes }
  },
  wordpress: wordPressToMarkdown,
  ghost: ghostToMarkdown,
  medium: readMediumPage,
}

export type Jobs = typeof JOBS
export type JobName = keyof Jobs
export type JobInput<Name extends JobName> = Parameters<Jobs[Name]>[0]
export type JobOutput<Name extends JobName> = ReturnType<Jobs[Name]>
