import { sql, type Read } from '../../db/doors.ts'
import { recordRows } from '../../history/operations.ts'
import { mark } from '../../i18n/translate.ts'
import { findTermById, runOperation, termChange, type Term } from '../../taxonomy/changes.ts'
import { mergeTerms } from '../../taxonomy/merge.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { nameKey } from '../../text/key.ts'
import type { Finding, Patient, Symptom, Treatment } from './finding.ts'
import { sumUp } from './rows.ts'

/**
 * Tags and categories that are one after normalising, keys that are not those of their names, and
 * circles of parents. Every repair is an operation of the history and is undone there, or with the
 * report. Rows that had the very same key cannot have it again: an undo gives the second one the key
 * that it stepped aside to.
 */
export const names: Symptom = { find, repair }

const VOCABULARIES = [tagVocabulary, categoryVocabulary]

type Named = { id: number; name: string; key: string; parent: number | null; posts: number }
type Counted = Omit<Named, 'posts'> & { posts: number | bigint }

async function find({ read }: Patient): Promise<Finding[]> {
  const found: Finding[] = []
  for (const vocabulary of VOCABULARIES) {
    found.push(...describeNames(await listNames(read, vocabulary)))
  }
  return sumUp(found.filter(({ count }) => count > 0))
}

function describeNames(terms: Named[]): Finding[] {
  const alike = listAlike(terms)
  const wrong = listWrongKeys(terms)
  const circles = listCircles(terms)
  return [
    {
      code: 'names-alike',
      text: mark('Tags or categories have names that count as the same.'),
      plan: mark('They become the one that most posts have. This stands in the history.'),
      count: alike.reduce((sum, group) => sum + group.length - 1, 0),
      rows: alike.map(group => group.map(({ name }) => name).join(' = ')),
    },
    {
      code: 'name-keys',
      text: mark(
        'A tag or a category is stored under a key that is not that of its name, so it is not found by its name.',
      ),
      plan: mark('It gets the right key. This stands in the history.'),
      count: wrong.length,
      rows: wrong.map(({ name, key }) => `${name}: ${key}`),
    },
    {
      code: 'parents-in-a-circle',
      text: mark('A tag or a category stands, step by step, below itself.'),
      plan: mark('The circle is cut at one of them, which then stands on its own.'),
      count: circles.length,
      rows: circles.map(circle =>
        [...circle, ...circle.slice(0, 1)].map(({ name }) => name).join(' → '),
      ),
    },
  ]
}

async function repair(treatment: Treatment): Promise<void> {
  for (const vocabulary of VOCABULARIES) {
    await cutCircles(treatment, vocabulary)
    await mergeAlike(treatment, vocabulary)
    await correctKeys(treatment, vocabulary)
  }
}

async function mergeAlike(treatment: Treatment, vocabulary: Vocabulary): Promise<void> {
  const { tx, actorId, now, operations } = treatment
  for (const group of listAlike(await listNames(tx, vocabulary))) {
    const terms = await Promise.all(
      bestFirst(group).map(({ id }) => findTermById(tx, vocabulary, id)),
    )
    const [into, ...from] = terms.filter((term): term is Term => term !== null)
    if (!into) continue
    const who = { actor: { id: actorId }, now }
    const done = await mergeTerms(tx, vocabulary, { from, into, joinDescriptions: true }, who)
    operations.push(done.operationId)
  }
}

function bestFirst(group: Named[]): Named[] {
  const rank = ({ name, key, posts, id }: Named) => [-posts, key === nameKey(name) ? 0 : 1, id]
  return [...group].sort((a, b) => {
    const [one, other] = [rank(a), rank(b)]
    const at = one.findIndex((value, index) => value !== other[index])
    return at === -1 ? 0 : (one[at] ?? 0) - (other[at] ?? 0)
  })
}

async function cutCircles(treatment: Treatment, vocabulary: Vocabulary): Promise<void> {
  const circles = listCircles(await listNames(treatment.tx, vocabulary))
  await changeTerms(treatment, vocabulary, {
    terms: circles.flatMap(circle => circle.slice(0, 1)),
    change: term => ({ ...term, parentId: null }),
    text: mark('The doctor cut circles of parents: {names}'),
  })
}

async function correctKeys(treatment: Treatment, vocabulary: Vocabulary): Promise<void> {
  await changeTerms(treatment, vocabulary, {
    terms: listWrongKeys(await listNames(treatment.tx, vocabulary)),
    change: term => ({ ...term, key: nameKey(term.name) }),
    text: mark('The doctor corrected the keys of names: {names}'),
  })
}

async function changeTerms(
  { tx, actorId, now, operations }: Treatment,
  vocabulary: Vocabulary,
  { terms, change, text }: { terms: Named[]; change: (term: Term) => Term; text: string },
): Promise<void> {
  if (terms.length === 0) return
  const start = { kind: 'doctor', actorId, movesVersion: false }
  const { operationId } = await runOperation(tx, start, now, async id => {
    for (const named of terms) {
      const term = await findTermById(tx, vocabulary, named.id)
      if (term) await recordRows(tx, id, [termChange(vocabulary, term.id, term, change(term))])
    }
    return { text, names: terms.map(({ name }) => `“${name}”`).join(', ') }
  })
  operations.push(operationId)
}

async function listNames(read: Pick<Read, 'query'>, { kind, terms }: Vocabulary): Promise<Named[]> {
  const posts =
    kind === 'tag'
      ? sql`SELECT tag_id AS id, count(*) AS posts FROM blog_tag GROUP BY tag_id`
      : sql`SELECT category_id AS id, count(*) AS posts FROM posts GROUP BY category_id`
  const rows = await read.query<Counted>(sql`
    SELECT t.id, t.name, t."key", t.parent_id AS parent, COALESCE(c.posts, 0) AS posts
    FROM ${terms} t LEFT JOIN (${posts}) c ON c.id = t.id ORDER BY t.id`)
  return rows.map(row => ({ ...row, posts: Number(row.posts) }))
}

function listAlike(terms: Named[]): Named[][] {
  const groups = new Map<string, Named[]>()
  for (const term of terms) {
    const key = nameKey(term.name)
    groups.set(key, [...(groups.get(key) ?? []), term])
  }
  groups.delete('')
  return [...groups.values()].filter(({ length }) => length > 1)
}

// A name that shows nothing has no key; it is a person's to name.
function listWrongKeys(terms: Named[]): Named[] {
  const alike = new Set(listAlike(terms).flat())
  return terms.filter(term => {
    const right = nameKey(term.name)
    return right !== '' && term.key !== right && !alike.has(term)
  })
}

/** Each circle once, from its lowest id on; one's own parent is left to the values. */
function listCircles(terms: Named[]): Named[][] {
  const byId = new Map(terms.map(term => [term.id, term]))
  const seen = new Set<Named>()
  return terms.flatMap(term => {
    const path: Named[] = []
    let at: Named | undefined = term
    while (at && !seen.has(at)) {
      seen.add(at)
      path.push(at)
      at = at.parent === null ? undefined : byId.get(at.parent)
    }
    const circle = at ? path.slice(path.indexOf(at)) : []
    return at && path.includes(at) && circle.length > 1 ? [circle] : []
  })
}
