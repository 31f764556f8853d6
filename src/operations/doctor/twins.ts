import type { Key } from '../../db/blueprint.ts'
import { join, sql, type Sql } from '../../db/doors.ts'
import { nameOfKey } from '../../db/facts.ts'
import { identifier, rowIdentity } from '../../db/identifier.ts'
import { mark } from '../../i18n/translate.ts'
import { freeSlug } from '../../text/slug.ts'
import type { Patient } from './finding.ts'
import { listColumns, rowSymptom, type RowRepair } from './rows.ts'

/** Rows of one number, where the primary key that would have refused them is lost. */
export const sameIds = rowSymptom(patient =>
  listLostKeys(patient)
    .filter(key => isNumbered(patient, key))
    .flatMap(key => listSameIds(patient, key)),
)

/**
 * Rows that share what only one may have, where the key that would have refused them is lost. They
 * have no identity, so no operation of the history can name them: the report keeps them.
 */
export const twins = rowSymptom(async patient => {
  const lost = listLostKeys(patient).filter(key => !isNumbered(patient, key))
  return (await Promise.all(lost.map(key => listTwins(patient, key)))).flat()
})

// The id of a session is a text.
const isNumbered = ({ blueprint }: Patient, { table, columns: [first] }: Key): boolean =>
  first === 'id' &&
  (blueprint.columns.get(table) ?? []).some(
    ({ name, fallback }) => name === 'id' && fallback === '0',
  )

const listLostKeys = ({ blueprint, facts }: Patient): Key[] =>
  blueprint.keys.filter(key => facts.tables.has(key.table) && !facts.keys.has(nameOfKey(key)))

function listSameIds(patient: Patient, { table }: Key): RowRepair[] {
  const whole = listColumns(patient, table)
  return [
    {
      code: 'rows-twice',
      text: mark('A row is stored twice, word for word.'),
      plan: mark('One of them stays.'),
      table,
      where: laterOnes(patient, { table, columns: whole }, { withNulls: true }),
    },
    {
      code: 'same-id',
      text: mark('Two different rows have the same number.'),
      plan: mark('The later one gets a number of its own.'),
      table,
      where: sql`(t.id IS NULL OR ${laterOnes(patient, { table, columns: ['id'] })})`,
      set: { id: nextNumber(patient, table) },
    },
  ]
}

// Counted over all rows: what is not changed only leaves numbers out.
function nextNumber({ read }: Patient, table: string): Sql {
  const rows = identifier(table)
  const rid = rowIdentity(read.dialect)
  return sql`(SELECT COALESCE(max(m.id), 0) FROM ${rows} m) + (
    SELECT d.n FROM (SELECT ${rid} AS rid, row_number() OVER (ORDER BY ${rid}) AS n FROM ${rows} t) d
    WHERE d.rid = ${rid})`
}

async function listTwins(patient: Patient, key: Key): Promise<RowRepair[]> {
  const name = nameOfKey(key)
  if (name.endsWith('(slug)')) return listSameSlugs(patient, key)
  const repair = REPAIRS[name] ?? DROPPED
  const { order, ...rest } = repair
  return [{ ...rest, table: key.table, where: laterOnes(patient, key, order ? { order } : {}) }]
}

/** All rows but the first of each that are alike in these columns. */
function laterOnes(
  { read }: Patient,
  { table, columns }: Key,
  { order, withNulls = false }: { order?: Sql; withNulls?: boolean } = {},
): Sql {
  const rid = rowIdentity(read.dialect)
  const names = columns.map(name => sql`t.${identifier(name)}`)
  const first = order ? sql`${order}, ${rid}` : rid
  const whole = join(
    names.map(column => sql`${column} IS NOT NULL`),
    ' AND ',
  )
  return sql`${rid} IN (SELECT d.rid FROM (
    SELECT ${rid} AS rid, row_number() OVER (PARTITION BY ${join(names)} ORDER BY ${first}) AS n
    FROM ${identifier(table)} t WHERE ${withNulls ? sql`1 = 1` : whole}
  ) d WHERE d.n > 1)`
}

type Twins = Pick<RowRepair, 'code' | 'text' | 'plan' | 'set' | 'isSecret'> & { order?: Sql }

const DROPPED: Twins = {
  code: 'rows-of-one-key',
  text: mark('Two rows have a key that only one may have.'),
  plan: mark('The first stays; the report keeps the others.'),
}
const APART = {
  code: 'rows-of-one-key',
  text: DROPPED.text,
  plan: mark('The later one gets a key of its own.'),
}

// A later tag of the same key steps aside until the two are merged, see names.ts.
const STEPS_ASIDE: Twins = {
  code: 'names-stored-twice',
  text: mark('Two tags or two categories have the same name and key.'),
  plan: mark('They are kept apart until they are merged, which stands in the history.'),
  set: { key: sql`'?same-' || CAST(t.id AS TEXT)` },
  order: sql`t.id`,
}

const REPAIRS: Record<string, Twins> = {
  'blog_tag(post_id,tag_id)': {
    code: 'join-rows-twice',
    text: mark('A post has the same tag more than once.'),
    plan: mark('The first of each stays.'),
    order: sql`t.position`,
  },
  'tags(key)': STEPS_ASIDE,
  'series(key)': {
    ...{ ...APART, order: sql`t.id` },
    set: { key: sql`t."key" || '-' || CAST(t.id AS TEXT)` },
  },
  // Whoever wrote last shall find it.
  'drafts(key)': { ...DROPPED, order: sql`t.updated_at DESC` },
  'tokens(hash)': { ...DROPPED, isSecret: true },
  'kept_answers(key)': { ...DROPPED, isSecret: true },
  'categories(key)': STEPS_ASIDE,
  'redirects(path)': {
    code: 'redirects-twice',
    text: mark('One old address leads to several things.'),
    plan: mark('It leads where the newest of them leads.'),
    order: sql`t.id DESC`,
  },
  'revisions(number,post_id)': {
    code: 'revisions-of-one-number',
    text: mark('Two revisions of a post have the same number.'),
    plan: mark('The later one gets the next free number.'),
    order: sql`t.id`,
    set: {
      number: sql`(SELECT max(r.number) FROM revisions r WHERE r.post_id = t.post_id)
        + (SELECT count(*) FROM revisions r WHERE r.post_id = t.post_id AND r.id <= t.id)`,
    },
  },
  'operations(undo_of_id)': { ...APART, order: sql`t.id`, set: { undo_of_id: sql`NULL` } },
  'import_runs(operation_id)': {
    ...{ ...APART, order: sql`t.id` },
    set: { operation_id: sql`NULL` },
  },
  'users(username)': {
    ...APART,
    order: sql`t.id`,
    set: { username: sql`t.username || '-' || CAST(t.id AS TEXT)` },
  },
  'users(email_key)': {
    code: 'people-of-one-address',
    text: mark('Two people have the same email address.'),
    plan: mark('The later one cannot sign in until you give them an address of their own.'),
    order: sql`t.id`,
    set: { email_key: sql`'?same-' || CAST(t.id AS TEXT)` },
  },
  'sessions(id)': { ...DROPPED, isSecret: true },
  'attempts(key)': { ...DROPPED, isSecret: true },
}

async function listSameSlugs(patient: Patient, key: Key): Promise<RowRepair[]> {
  const { read } = patient
  const table = identifier(key.table)
  const later = await read.query<{ id: number; slug: string }>(sql`
    SELECT t.id, t.slug FROM ${table} t WHERE ${laterOnes(patient, key, { order: sql`t.id` })} ORDER BY t.id`)
  const given = new Set<string>()
  const repairs: RowRepair[] = []
  for (const { id, slug } of later) {
    const free = await freeSlug(slug, async wanted => {
      const taken = sql`SELECT 1 AS taken FROM ${table} WHERE slug = ${wanted} LIMIT 1`
      return given.has(wanted) || (await read.query(taken)).length > 0
    })
    given.add(free)
    repairs.push({
      code: 'same-address',
      text: mark('Two things have the same address.'),
      plan: mark('The first keeps it; the later one gets one with a number behind it.'),
      table: key.table,
      where: sql`t.id = ${id} AND t.slug = ${slug}`,
      set: { slug: sql`CAST(${free} AS TEXT)` },
    })
  }
  return repairs
}
