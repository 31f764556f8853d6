import { mark } from '../../i18n/translate.ts'
import { parseMoment } from '../../text/dates.ts'
import { countBytes, MAX_BODY_BYTES } from '../../text/limits.ts'
import { remarkOnBody } from '../markdown/body-remarks.ts'
import { describePost } from '../markdown/planned-post.ts'
import type { Say } from '../report.ts'
import type { PlannedPost } from '../source.ts'
import { chooseCategory, chooseTags, chooseTitle } from './classify.ts'
import { readOldDocument, type OldDocument } from './header.ts'
import type { OldPost } from './source.ts'

/** When the file was changed stands in for a date that a post does not have. */
export type PlanFacts = { username: string | null; modifiedAt: Date; now: Date }

/** Makes a post of an old one; says what was repaired. Null, after saying why, for one that is too long. */
export function planOldPost(old: OldPost, facts: PlanFacts, say: Say): PlannedPost | null {
  const document = readBody(old, say)
  if (countBytes(document.body) > MAX_BODY_BYTES) return null
  remarkOnBody(document.body, document.line, say)
  const date = chooseMoment(old, facts, say)
  const draft = isDraft(old, say)
  const header = {
    title: chooseTitle(old, document.readings, say),
    category: chooseCategory(old, document.readings, say),
    tags: chooseTags(old, document.readings, say),
    aliases: listOldPaths(old.id, facts.username),
    notes: [],
  }
  if (header.title === '') say(null, mark('It has no title; one was made.'))
  const name = { date: null, stem: '' }
  const post = describePost({ header, name, date, body: document.body }, draft, say)
  if (!draft && date.at > facts.now) {
    say(null, mark('The date is in the future: the post is scheduled.'))
  }
  // A draft of years is new on the day on which it is published.
  const moments = {
    publishedAt: draft ? null : date.at,
    isDated: date.origin === 'header' && !draft,
  }
  return { ...post, ...moments, createdAt: date.at }
}

function readBody(old: OldPost, say: Say): OldDocument {
  if (old.body === null) {
    say(null, mark('Its document is missing; its text is what BLEXT had made of it.'))
    const body = [old.summaryText, old.html]
      .filter(text => text !== '')
      .join('\n\n<!-- more -->\n\n')
    return { readings: [], body: body.replaceAll('\0', ''), line: 1, before: '' }
  }
  const document = readOldDocument(old.body)
  if (document.readings.length === 0) {
    say(null, mark('Its header cannot be read; title, category and tags are those of the rows.'))
  }
  if (document.before === '') return document
  say(1, mark('What stands before the header was never shown; it is a comment now.'))
  const comment = document.before.replaceAll('--', '- -')
  return { ...document, body: `<!-- ${comment} -->\n\n${document.body}` }
}

function chooseMoment(
  { timestamp }: OldPost,
  { modifiedAt, now }: PlanFacts,
  say: Say,
): { at: Date; origin: 'header' | 'file' } {
  const at = parseMoment(timestamp ?? '', 'UTC')
  if (at) return { at, origin: 'header' }
  const instead = modifiedAt < now ? modifiedAt : now
  const day = instead.toISOString().slice(0, 10)
  say(null, mark('There is no date; that of the file was taken: {day}.'), { day })
  return { at: instead, origin: 'file' }
}

function isDraft({ draft }: OldPost, say: Say): boolean {
  if (['0', 'false'].includes(draft?.toLowerCase() ?? '')) return false
  if (draft === null) {
    say(null, mark('It is neither a draft nor published and stood in no list; it is a draft now.'))
  }
  return true
}

function listOldPaths(id: number, username: string | null): string[] {
  return username === null || username === '' ? [] : [`/user/${encodeURIComponent(username)}/${id}`]
}
