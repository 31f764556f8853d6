import { typedFields } from '../../http/form.ts'
import type { Translate } from '../../i18n/translate.ts'
import { formatDate } from '../../text/dates.ts'

/** How the site dates a note, whoever writes it. */
export type Dated = { t: Translate; language: string; timeZone: string; now: Date }

/** The form with a dated note at the end of its text, where one was asked for. */
export function addNote(body: unknown, dated: Dated): unknown {
  const { announce, note = '', body: text } = typedFields(body)
  if (announce !== 'note' || text === undefined) return body
  const sentence = writeNote(note, dated)
  return { ...(body as Record<string, unknown>), body: `${text.trimEnd()}\n\n${sentence}\n` }
}

function writeNote(note: string, { t, language, timeZone, now }: Dated): string {
  const date = formatDate(now, language, timeZone)
  // In one paragraph, and nothing in it ends the emphasis.
  const words = note.trim().replace(/\s+/gu, ' ').replace(/\*/gu, '\\*')
  return `*${words === '' ? t('Updated on {date}.', { date }) : t('Updated on {date}: {words}', { date, words })}*`
}
