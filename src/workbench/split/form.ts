import { mark } from '../../i18n/translate.ts'
import { listField, typedFields } from '../../http/form.ts'
import type { VocabularyKind } from '../../taxonomy/vocabulary.ts'
import { nameKey } from '../../text/key.ts'
import { countChars, MAX_NAME_CHARS } from '../../text/limits.ts'
import { cleanName, splitNames } from '../../text/name.ts'

export type SplitMoves = { into: string; posts: number[] }[]

export type SplitForm =
  | { ok: true; moves: SplitMoves; takesAll: string | null }
  | { ok: false; message: string; input: SplitInput }

/** What was chosen, to show the form again. */
export type SplitInput = { into: string; ids: string[]; moves: Record<string, string> }

/** At most this many targets have a key of their own. */
const MAX_TARGETS = 9

/** The names that the page offers as targets. */
export function readTargets(value: unknown): string[] {
  const given = listField(value).flatMap(text => splitNames(text.slice(0, 2000)))
  return given.slice(0, MAX_TARGETS)
}

/**
 * Reads what a split was asked for: `into` with `ids` (or `all=1`), and `move.<post>=<name>` for
 * single posts. `takesAll` is the target of all posts that the search finds.
 */
export function readSplit(
  body: unknown,
  { kind, own }: { kind: VocabularyKind; own: string },
): SplitForm {
  const input = readInput(body)
  const takesAll = typedFields(body)['all'] === '1' ? input.into : null
  const chosen = Object.entries(input.moves)
  const names = [
    ...chosen.map(([, name]) => name),
    ...(isFilled(input, takesAll) ? [input.into] : []),
  ]
  const message = findMistake(names, { kind, own })
  if (message) return { ok: false, message, input }
  const byName = new Map<string, number[]>()
  for (const [id, name] of chosen) byName.set(name, [...(byName.get(name) ?? []), Number(id)])
  // What was chosen for a single post counts before what the ticked ones get.
  const ticked = input.ids.map(Number).filter(id => !(String(id) in input.moves))
  if (ticked.length > 0) byName.set(input.into, [...(byName.get(input.into) ?? []), ...ticked])
  return { ok: true, moves: [...byName].map(([into, posts]) => ({ into, posts })), takesAll }
}

function readInput(body: unknown): SplitInput {
  const fields = (body ?? {}) as Record<string, unknown>
  const typed = typedFields(body)
  const moves = Object.entries(typed).flatMap(([field, value]) => {
    const [, id] = /^move\.(\d{1,9})$/.exec(field) ?? []
    const name = cleanName(value)
    return id !== undefined && name !== '' ? [[id, name] as const] : []
  })
  const ids = listField(fields['ids']).filter(id => /^\d{1,9}$/.test(id))
  return { into: cleanName(typed['into'] ?? ''), ids, moves: Object.fromEntries(moves) }
}

const isFilled = ({ ids }: SplitInput, takesAll: string | null): boolean =>
  ids.length > 0 || takesAll !== null

const MISTAKES = {
  tag: {
    missing: mark('Say which tag the posts get instead.'),
    same: mark('That is the tag itself: choose another.'),
  },
  category: {
    missing: mark('Say which category the posts move to.'),
    same: mark('That is the category itself: choose another.'),
  },
}

function findMistake(
  names: string[],
  { kind, own }: { kind: VocabularyKind; own: string },
): string | null {
  if (names.length === 0) return mark('Choose at least one post and where it goes.')
  if (names.some(name => nameKey(name) === '')) return MISTAKES[kind].missing
  if (names.some(name => /[,，]/.test(name))) return mark('A name contains no comma.')
  if (names.some(name => countChars(name) > MAX_NAME_CHARS)) {
    return mark('A name has at most 200 characters.')
  }
  const isSame = names.some(name => nameKey(name) === nameKey(own))
  return isSame ? MISTAKES[kind].same : null
}
