import { isOneSlip } from '../../text/likeness.ts'
import { compareTexts } from '../../text/difference/passages.ts'
import { listReplaced, type Part } from '../../text/difference/words.ts'
import { nameKey } from '../../text/key.ts'
import type { PostFields } from '../post.ts'

export type ChangeClass = 'typo' | 'text' | 'title' | 'links' | 'tags' | 'address' | 'place'

/** A post as readers meet it: its fields, and where its text leads to and what it shows. */
export type Met = { fields: PostFields; links: string[]; images: string[] }

/** More corrected words than this are a change of the text. */
const MAX_SLIPS = 6

/** What kinds of change readers would meet, in the order in which they are said. */
export function classifyChange(before: Met, after: Met): ChangeClass[] {
  const [old, young] = [before.fields, after.fields]
  const text = classifyText(old, young)
  const found: Record<ChangeClass, boolean> = {
    typo: text === 'typo',
    text: text === 'text',
    title: old.title !== young.title,
    links: !isSame(before.links, after.links) || !isSame(before.images, after.images),
    tags: !isSame(namesOf(old), namesOf(young)),
    address: old.slug !== young.slug || old.kind !== young.kind,
    place: placeOf(old) !== placeOf(young),
  }
  return (Object.keys(found) as ChangeClass[]).filter(name => found[name])
}

function classifyText(old: PostFields, young: PostFields): 'typo' | 'text' | null {
  if (old.body === young.body && old.excerpt === young.excerpt) return null
  const passages = [old.body, old.excerpt].flatMap((text, at) =>
    compareTexts(text, at === 0 ? young.body : young.excerpt),
  )
  const changed = passages.filter(({ kind }) => kind !== 'same')
  const slips = changed.map(({ kind, parts }) =>
    kind === 'changed' ? countSlips(parts) : Infinity,
  )
  return slips.reduce((sum, count) => sum + count, 0) <= MAX_SLIPS ? 'typo' : 'text'
}

/** How many words were only corrected; Infinity when something else was changed. */
function countSlips(parts: Part[]): number {
  const replaced = listReplaced(parts)
  return replaced.every(({ before, after }) => isSlip(before, after)) ? replaced.length : Infinity
}

// A number is never a slip: another price is another text.
function isSlip(before: string, after: string): boolean {
  const [old = '', young = ''] = [before, after].map(text =>
    text.toLowerCase().replace(/[\s\p{P}\p{S}]/gu, ''),
  )
  if (old.replace(/\D/gu, '') !== young.replace(/\D/gu, '')) return false
  return old === young || (old !== '' && young !== '' && isOneSlip(old, young))
}

const namesOf = ({ category, tags }: PostFields): string[] => [
  `category ${nameKey(category)}`,
  ...tags.map(name => `tag ${nameKey(name)}`),
]

function isSame(before: string[], after: string[]): boolean {
  const [old, young] = [new Set(before), new Set(after)]
  return old.size === young.size && [...old].every(item => young.has(item))
}

const placeOf = ({ publishedAt, pinned, series, seriesPosition }: PostFields): string =>
  JSON.stringify([publishedAt?.getTime() ?? null, pinned, series, seriesPosition])
