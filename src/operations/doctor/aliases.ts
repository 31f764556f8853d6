import { sql, type Read, type Sql } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { categoryVocabulary, tagVocabulary, type Vocabulary } from '../../taxonomy/vocabulary.ts'
import { nameKey } from '../../text/key.ts'
import type { Patient } from './finding.ts'
import { rowSymptom, type RowRepair } from './rows.ts'

/** Other names that lead to the tag that has the name itself, or are hidden by another's name. */
export const aliases = rowSymptom(async ({ read }: Patient) => {
  const repairs = [
    ...(await listAliasFaults(read, tagVocabulary, 'tag_aliases')),
    ...(await listAliasFaults(read, categoryVocabulary, 'category_aliases')),
  ]
  // A key is free only when the row that has it wrongly is gone.
  return [...repairs.filter(({ set }) => !set), ...repairs.filter(({ set }) => set)]
})

type Alias = { id: number; name: string; key: string; owner: number }
type Fault = Pick<RowRepair, 'code' | 'text' | 'plan' | 'set'>

const FREED = mark('The other name is removed; the report keeps it.')

const TO_ITSELF: Fault = {
  code: 'aliases-to-themselves',
  text: mark('A tag or a category has its own name as another name.'),
  plan: FREED,
}
const SHADOWED: Fault = {
  code: 'aliases-shadowed',
  text: mark('Another name is the name of something else, so it never leads anywhere.'),
  plan: FREED,
}
const TWICE: Fault = {
  code: 'aliases-twice',
  text: mark('Another name counts as the same as one that stands already.'),
  plan: FREED,
}

async function listAliasFaults(
  read: Pick<Read, 'query'>,
  { terms, aliases: table, termId }: Vocabulary,
  name: string,
): Promise<RowRepair[]> {
  const owners = new Map(
    (await read.query<{ id: number; name: string }>(sql`SELECT id, name FROM ${terms}`)).map(
      term => [nameKey(term.name), term.id],
    ),
  )
  const rows = await read.query<Alias>(
    sql`SELECT id, name, "key", ${termId} AS owner FROM ${table} ORDER BY id`,
  )
  const taken = new Set<string>()
  return rows.flatMap(alias => {
    const fault = findAliasFault(alias, owners, taken)
    taken.add(nameKey(alias.name))
    return fault ? [{ ...fault, table: name, where: isRow(alias.id) }] : []
  })
}

const isRow = (id: number): Sql => sql`t.id = ${id}`

function findAliasFault(
  { name, key, owner }: Alias,
  owners: Map<string, number>,
  taken: Set<string>,
): Fault | null {
  const right = nameKey(name)
  const holder = owners.get(right)
  if (right === '') return { ...SHADOWED }
  if (holder !== undefined) return holder === owner ? TO_ITSELF : SHADOWED
  if (taken.has(right)) return TWICE
  return key === right
    ? null
    : {
        code: 'alias-keys',
        text: mark('Another name is stored under a key that is not its own, so it is not found.'),
        plan: mark('It gets the right key.'),
        set: { key: sql`CAST(${right} AS TEXT)` },
      }
}
