import { mark } from '../../i18n/translate.ts'
import { compareTexts, type Passage } from '../../text/difference/passages.ts'
import { compareWords, replaceAll, type Part } from '../../text/difference/words.ts'
import { formatMoment } from '../../text/dates.ts'
import { nameKey } from '../../text/key.ts'
import { stateLabel, type Manner } from '../views.ts'
import type { RevisionFields } from './store.ts'

export type Compared = { before: RevisionFields; after: RevisionFields }

/** Says what a category or a tag is called today. */
export type SayPresent = { category: (name: string) => string; tag: (name: string) => string }

/** Runs of unchanged paragraphs that are longer than this are folded away. */
const MAX_SHOWN = 2

/** All that a post has beside its text, with what changed of it. */
export function viewFacts({ before, after }: Compared, say: SayPresent, manner: Manner) {
  const { t } = manner
  const dateOf = ({ publishedAt }: RevisionFields) =>
    publishedAt ? formatMoment(publishedAt, manner) : ''
  const facts: [label: string, parts: Part[]][] = [
    [mark('Title'), compareWords(before.title, after.title)],
    [mark('Category'), replaced(before.category, after.category, say.category)],
    [mark('Tags'), compareTags(before.tags, after.tags, say.tag)],
    [mark('Excerpt'), compareWords(before.excerpt, after.excerpt)],
    [mark('Address'), replaced(before.slug, after.slug)],
    [mark('Status'), replaced(before.status, after.status, status => stateLabel(status, t))],
    [mark('Date'), replaced(dateOf(before), dateOf(after))],
  ]
  return facts.map(([label, parts]) => ({
    label: t(label),
    parts,
    isChanged: parts.some(({ kind }) => kind !== 'same'),
  }))
}

function replaced<Value extends string>(
  before: Value,
  after: Value,
  say: (value: Value) => string = value => value,
): Part[] {
  const said = (value: Value) => (value === '' ? '' : say(value))
  if (before === after) return after === '' ? [] : [{ kind: 'same', text: said(after) }]
  return replaceAll(said(before), said(after))
}

// Tags are a set: those that stayed, those that came, those that went.
function compareTags(before: string[], after: string[], say: (name: string) => string): Part[] {
  const [old, young] = [before, after].map(names => new Set(names.map(nameKey)))
  const parts = [
    ...after.map(name => ({ kind: old?.has(nameKey(name)) ? 'same' : 'added', name }) as const),
    ...before
      .filter(name => !young?.has(nameKey(name)))
      .map(name => ({ kind: 'removed', name }) as const),
  ]
  return parts.flatMap(({ kind, name }, at): Part[] => [
    ...(at > 0 ? [{ kind: 'same' as const, text: ', ' }] : []),
    { kind, text: say(name) },
  ])
}

type Shown = Passage & { restorable: number | null }

/** The two texts paragraph by paragraph, runs of unchanged ones folded; `missing`: which of this revision's the post has not. */
export function viewPassages(
  { before, after }: Compared,
  { side, missing }: { side: 'before' | 'after'; missing: Set<number> },
) {
  const passages = compareTexts(before.body, after.body).map((passage): Shown => {
    const own = passage[side]
    return { ...passage, restorable: own !== null && missing.has(own) ? own : null }
  })
  const runs: Shown[][] = []
  for (const passage of passages) {
    const run = runs.at(-1)
    if (run && isPlain(passage) && run.every(isPlain)) run.push(passage)
    else runs.push([passage])
  }
  return runs.map(run => ({ passages: run, isFolded: run.length > MAX_SHOWN }))
}

const isPlain = ({ kind, restorable }: Shown): boolean => kind === 'same' && restorable === null
