import { mark } from '../../i18n/translate.ts'
import { nameKey } from '../../text/key.ts'
import type { Say } from '../report.ts'
import type { Reading } from './header.ts'
import type { OldPost } from './source.ts'

type Classified = Pick<OldPost, 'title' | 'category' | 'tags'>

/** The title of an old post: the one that readers saw, which is its row's. */
export function chooseTitle({ title: row }: Classified, readings: Reading[], say: Say): string {
  const written = readings.flatMap(({ title }) => title ?? [])
  const [first = ''] = written
  if (row === null || row.trim() === '') return first
  if (written.some(title => nameKey(title) === nameKey(row))) {
    return isQuoted(row, first) ? first : row
  }
  if (first !== '') {
    const text = mark('The header says “{header}”, its row “{row}”; the title is the row’s.')
    say(null, text, { header: first, row })
  }
  return row
}

/** The category of an old post: its row's, where it has one, else the header's. */
export function chooseCategory(
  { category: row }: Classified,
  readings: Reading[],
  say: Say,
): string {
  const written = readings.flatMap(({ category }) => category ?? [])
  const header = written.find(name => nameKey(name) !== '') ?? ''
  if (row === null || nameKey(row) === '') {
    if (header !== '') {
      const text = mark('Its row has no category; “{header}” was taken from the header.')
      say(null, text, { header })
    }
    return header
  }
  if (header !== '' && !written.some(name => nameKey(name) === nameKey(row))) {
    const text = mark('The header says category “{header}”, the row “{row}”; the row was followed.')
    say(null, text, { header, row })
  }
  return row
}

/**
 * The tags of an old post: those of its rows, in the order of the header where both say the same. Where rows are missing
 * or lead nowhere, those of the header are taken too, so that none is lost.
 */
export function chooseTags({ tags }: Classified, readings: Reading[], say: Say): string[] {
  const rows = tags.filter(name => name !== null)
  const written = readings.flatMap(({ tags: names }) => (names ? [names.filter(hasKey)] : []))
  const same = written.find(names => isSameSet(names, rows))
  if (same) return same.map(name => rows.find(row => nameKey(row) === nameKey(name)) ?? name)
  const [header = []] = written
  const others = header.filter(name => !rows.some(row => nameKey(row) === nameKey(name)))
  const names = { header: header.join(', '), rows: rows.join(', '), others: others.join(', ') }
  if (others.length > 0 && (rows.length === 0 || rows.length < tags.length)) {
    say(null, mark('Rows of its tags are missing; from the header were taken: {others}.'), names)
    return [...rows, ...others]
  }
  if (header.length > 0) {
    const text = mark('The header says tags “{header}”, the rows “{rows}”; the rows were followed.')
    say(null, text, names)
  }
  return rows
}

function isSameSet(one: string[], other: string[]): boolean {
  const [keys, others] = [keysOf(one), keysOf(other)]
  return keys.size === others.size && [...keys].every(key => others.has(key))
}

const keysOf = (names: string[]): Set<string> =>
  new Set(names.map(nameKey).filter(key => key !== ''))

const hasKey = (name: string): boolean => nameKey(name) !== ''

// BLEXT showed the quotation marks of YAML.
const isQuoted = (row: string, title: string): boolean =>
  title !== '' && ['"', "'"].some(sign => row.trim() === `${sign}${title}${sign}`)
