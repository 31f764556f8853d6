import { sayWho } from '../../accounts/who.ts'
import { formatMoment } from '../../text/dates.ts'
import { stateLabel, type Manner } from '../views.ts'
import { isUnsaved, type ListedRevision } from './store.ts'

/** A group of revisions as the list shows it: the last of them, and the others folded away. */
export function viewGroup(group: ListedRevision[], current: number, base: string, manner: Manner) {
  const [last, ...others] = group.map(revision => viewRevision(revision, base, manner))
  return last && { ...last, isCurrent: last.number === current, others }
}

/** A revision as lists and choices name it. */
export function viewRevision(revision: ListedRevision, base: string, manner: Manner) {
  const { number, name, title, status, createdAt, editor } = revision
  const date = formatMoment(createdAt, manner)
  return {
    number,
    title: name || title,
    isNamed: name !== '',
    isUnsaved: isUnsaved(revision),
    url: `${base}/revisions/${number}`,
    note: stateLabel(status === 'published' ? 'published' : 'draft', manner.t),
    status,
    editor: sayWho(editor, revision.editorName, manner.t),
    date,
    dateTime: createdAt.toISOString(),
    choice: [date, name].filter(Boolean).join(' · '),
  }
}

/** What the list says of the saves in which some words stand. */
export function viewFound(
  revisions: ListedRevision[],
  { words, numbers }: { words: string; numbers: number[] },
  base: string,
  manner: Manner,
) {
  const [first, last, latest] = [
    revisions.find(({ number }) => number === numbers[0]),
    revisions.find(({ number }) => number === numbers.at(-1)),
    revisions.find(revision => !isUnsaved(revision)),
  ]
  return {
    words,
    first: first ? viewRevision(first, base, manner) : null,
    last: last ? viewRevision(last, base, manner) : null,
    isThere: last !== undefined && last.number === latest?.number,
  }
}
