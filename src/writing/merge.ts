import { nameKey } from '../text/key.ts'
import type { PostFields } from './post.ts'
import { conflictsOf, mergeTexts, writeMerged, type MergedText } from './merging/texts.ts'

export type FieldName = keyof PostFields

export type MergedPost = {
  /**
   * What the form holds: theirs where only they changed a field, yours elsewhere; the text is merged
   * by paragraphs and words, tags as sets.
   */
  fields: PostFields
  /** The fields that both changed, and differently. */
  conflicts: FieldName[]
  body: MergedText
}

/** Merges two edits of one version field by field; `base` is what both began with, if it is known. */
export function mergeEdits(
  base: PostFields | null,
  yours: PostFields,
  theirs: PostFields,
): MergedPost {
  const body = mergeBodies(base, yours.body, theirs.body)
  const conflicts: FieldName[] = conflictsOf(body).length > 0 ? ['body'] : []
  const names = Object.keys(yours) as FieldName[]
  const entries = names.map(name => {
    if (name === 'body') return [name, writeMerged(body)]
    if (name === 'tags')
      return [name, mergeTags(base?.tags ?? theirs.tags, yours.tags, theirs.tags)]
    const same = (a: PostFields | null, b: PostFields) =>
      a !== null && text(a[name]) === text(b[name])
    if (same(yours, theirs) || same(base, theirs)) return [name, yours[name]]
    if (same(base, yours)) return [name, theirs[name]]
    conflicts.push(name)
    return [name, yours[name]]
  })
  return { fields: Object.fromEntries(entries) as PostFields, conflicts, body }
}

function mergeBodies(base: PostFields | null, yours: string, theirs: string): MergedText {
  if (base || yours === theirs) return mergeTexts({ base: base?.body ?? yours, yours, theirs })
  const whole = { kind: 'conflict', base: '', yours, theirs, preset: 'yours', gap: '' } as const
  return { start: '', pieces: [whole], end: '' }
}

/** Tags are a set: what either added is there, what either took away is not. Order: theirs, then yours. */
export function mergeTags(base: string[], yours: string[], theirs: string[]): string[] {
  const [inBase, inYours, inTheirs] = [base, yours, theirs].map(
    names => new Set(names.map(nameKey)),
  )
  const isKept = (name: string) => {
    const key = nameKey(name)
    return inBase?.has(key) ? inYours?.has(key) && inTheirs?.has(key) : true
  }
  const merged = new Map([...yours, ...theirs].filter(isKept).map(name => [nameKey(name), name]))
  const order = [...theirs, ...yours].map(nameKey)
  return [...new Set(order)].flatMap(key => merged.get(key) ?? [])
}

const text = (value: unknown): string =>
  value instanceof Date ? String(value.getTime()) : JSON.stringify(value)
