import type { Tx } from '../db/doors.ts'
import { recordRows, type RowChange } from '../history/operations.ts'
import { mark } from '../i18n/translate.ts'
import { nameKey } from '../text/key.ts'
import { slugify } from '../text/slug.ts'
import {
  aliasEntity,
  listFormer,
  redirectEntity,
  runOperation,
  type Done,
  type Term,
  type Who,
} from './changes.ts'
import { findTermIds } from './resolve.ts'
import type { Vocabulary } from './vocabulary.ts'

type Named = { term: Term; name: string }

/** Lets one more name lead to a term; null when the name is taken. */
export async function addAlias(
  tx: Tx,
  vocabulary: Vocabulary,
  { term, name }: Named,
  { actor, now }: Who,
): Promise<Done | null> {
  if ((await findTermIds(tx, vocabulary, [name])).size > 0) return null
  const start = { kind: 'alias', actorId: actor.id, movesVersion: false }
  return runOperation(tx, start, now, async operationId => {
    const alias = { entity: aliasEntity(vocabulary), entityId: term.id, field: nameKey(name) }
    await recordRows(tx, operationId, [{ ...alias, before: null, after: name }])
    return { text: mark('“{name}” leads to “{to}” now'), name, to: term.name }
  })
}

/** Frees a name and the address that was made of it; null when it is no other name of the term. */
export async function removeAlias(
  tx: Tx,
  vocabulary: Vocabulary,
  { term, name }: Named,
  { actor, now }: Who,
): Promise<Done | null> {
  const { names, paths } = await listFormer(tx, vocabulary, term.id)
  const alias = names.find(({ key }) => key === nameKey(name))
  if (!alias) return null
  const start = { kind: 'free', actorId: actor.id, movesVersion: false }
  return runOperation(tx, start, now, async operationId => {
    const freed = vocabulary.path + slugify(alias.name)
    const rows: RowChange[] = paths.includes(freed)
      ? [{ ...redirectRow(vocabulary, term, freed), before: freed, after: null }]
      : []
    rows.push({
      ...{ entity: aliasEntity(vocabulary), entityId: term.id, field: alias.key },
      ...{ before: alias.name, after: null },
    })
    await recordRows(tx, operationId, rows)
    return {
      text: mark('“{name}” is free again; it led to “{to}”'),
      name: alias.name,
      to: term.name,
    }
  })
}

const redirectRow = (vocabulary: Vocabulary, term: Term, path: string) => ({
  entity: redirectEntity(vocabulary),
  entityId: term.id,
  field: path,
})
