import { join, sql, type Sql, type Tx } from '../db/doors.ts'
import type { User } from '../db/generated/sqlite/client.ts'
import { integer, moment } from '../db/moment.ts'
import { mark } from '../i18n/translate.ts'
import { findTermConflict } from './conflicts.ts'
import { isAtWork } from './import-at-work.ts'
import { recordRows, type Summary } from './operations.ts'
import { findSeriesConflict, seriesAsText } from './series.ts'
import { isSettingMoved } from './settings.ts'
import { termAsText } from './terms.ts'

/** Why an import cannot be taken back now, as one sentence; null when it can. */
export async function findImportConflict(
  tx: Tx,
  operationId: number,
  now: Date,
): Promise<Summary | null> {
  const run = await tx.importRun.findFirst({ where: { operationId } })
  if (run && isAtWork(run, now))
    return { text: mark('This import is still running: stop it first.') }
  const lost = { after: null }
  return (
    (await findTermConflict(tx, operationId, lost)) ??
    (await findSeriesConflict(tx, operationId, lost))
  )
}

/**
 * The rows of an import that its undo does not simply turn round: what it made goes only when nothing uses it any more
 * (`removeMade`), and a part of a series or a setting that was changed since stays as it is.
 */
export const leftByImportUndo = (kept: Sql | null): Sql => sql`
  (entity IN ('tag', 'category', 'series', 'media', 'user') AND before IS NULL)
  OR (entity = 'series_post' AND (COALESCE(after, '') <> COALESCE((
      SELECT CAST(sp.position AS TEXT) FROM series_posts sp
      WHERE sp.post_id = entity_id AND sp.series_id = other_id), '')
    OR ${kept ? sql`entity_id IN (${kept})` : sql`1 = 0`}))
  OR ${isSettingMoved}
  OR ${isNameMoved('tag_alias', sql`SELECT 1 FROM tag_aliases n WHERE n."key" = field AND n.tag_id = entity_id`)}
  OR ${isNameMoved('tag_redirect', sql`SELECT 1 FROM redirects n WHERE n.path = field AND n.tag_id = entity_id`)}
  OR ${isNameMoved('category_alias', sql`SELECT 1 FROM category_aliases n WHERE n."key" = field AND n.category_id = entity_id`)}
  OR ${isNameMoved('category_redirect', sql`SELECT 1 FROM redirects n WHERE n.path = field AND n.category_id = entity_id`)}`

// What was freed, or leads to another by now, is not the import's any more.
const isNameMoved = (entity: string, present: Sql): Sql =>
  sql`(entity = ${entity} AND after IS NOT NULL AND NOT EXISTS (${present}))`

type Undo = { operationId: number; undoId: number }

/** Removes what an import made and nothing uses any more: images, series, tags, categories, people; as part of its undo. */
export async function removeMade(tx: Tx, undo: Undo, now: Date): Promise<void> {
  await removeMedia(tx, undo, now)
  await removeSeries(tx, undo)
  for (const kind of ['tag', 'category'] as const) {
    // The ones above others go after them.
    while ((await removeTerms(tx, undo, kind)) > 0);
  }
  await removePeople(tx, undo)
}

const made = ({ operationId }: Undo, entity: string): Sql => sql`
  SELECT entity_id FROM operation_rows
  WHERE operation_id = ${operationId} AND entity = ${entity} AND before IS NULL`

// As in the library, a file can be brought back for a while.
async function removeMedia(tx: Tx, undo: Undo, now: Date): Promise<void> {
  const has = (column: Sql) =>
    tx.dialect === 'sqlite' ? sql`instr(${column}, m.path) > 0` : sql`strpos(${column}, m.path) > 0`
  await tx.execute(sql`
    INSERT INTO operation_rows (operation_id, entity, entity_id, other_id, field, before, after)
    SELECT ${integer(undo.undoId)}, 'media', m.id, 0, 'row', m.path, NULL FROM media m
    WHERE m.id IN (${made(undo, 'media')}) AND m.deleted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM links l WHERE l.path = m.path AND l.revision_id IS NULL)
      AND m.path NOT IN (SELECT cover FROM posts WHERE cover <> '')
      AND NOT EXISTS (SELECT 1 FROM drafts d WHERE ${has(sql`d.fields`)})
      AND NOT EXISTS (SELECT 1 FROM users u WHERE ${has(sql`u.about`)})
      AND NOT EXISTS (SELECT 1 FROM settings s WHERE ${has(sql`s.value`)})`)
  await tx.execute(sql`
    UPDATE media SET deleted_at = ${moment(tx.dialect, now)} WHERE id IN (
      SELECT entity_id FROM operation_rows WHERE operation_id = ${undo.undoId} AND entity = 'media')`)
}

async function removeSeries(tx: Tx, undo: Undo): Promise<void> {
  const rows = await tx.operationRow.findMany({
    where: { operationId: undo.operationId, entity: 'series', before: null },
  })
  for (const { entityId: id, after } of rows) {
    const series = await tx.series.findFirst({ where: { id, posts: { none: {} } } })
    if (!series || seriesAsText(series) !== after) continue
    await recordRows(tx, undo.undoId, [
      { entity: 'series', entityId: id, field: 'row', before: after, after: null },
    ])
    await tx.series.delete({ where: { id } })
  }
}

async function removeTerms(tx: Tx, undo: Undo, kind: 'tag' | 'category'): Promise<number> {
  const cells = await tx.query<{ id: number; cell: string }>(sql`
    SELECT t.id, r.after AS cell FROM operation_rows r
    JOIN ${kind === 'tag' ? sql`tags` : sql`categories`} t ON t.id = r.entity_id
    WHERE r.operation_id = ${undo.operationId} AND r.entity = ${kind} AND r.before IS NULL
      AND ${unusedTerm(kind)}`)
  const asMade = new Map(cells.map(({ id, cell }) => [id, cell]))
  const terms = await findTerms(tx, kind, [...asMade.keys()])
  const gone = terms.filter(term => termAsText(term) === asMade.get(term.id))
  await recordRows(
    tx,
    undo.undoId,
    gone.map(term => ({
      ...{ entity: kind, entityId: term.id, field: 'row' },
      ...{ before: termAsText(term), after: null },
    })),
  )
  for (const ids of inChunks(gone.map(({ id }) => id))) {
    if (kind === 'tag') await tx.tag.deleteMany({ where: { id: { in: ids } } })
    else await tx.category.deleteMany({ where: { id: { in: ids } } })
  }
  return gone.length
}

const unusedTerm = (kind: 'tag' | 'category'): Sql =>
  kind === 'tag'
    ? sql`NOT EXISTS (SELECT 1 FROM blog_tag b WHERE b.tag_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM tag_aliases a WHERE a.tag_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM redirects a WHERE a.tag_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM tags child WHERE child.parent_id = t.id)`
    : sql`NOT EXISTS (SELECT 1 FROM posts p WHERE p.category_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM category_aliases a WHERE a.category_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM redirects a WHERE a.category_id = t.id)
        AND NOT EXISTS (SELECT 1 FROM categories child WHERE child.parent_id = t.id)`

async function findTerms(tx: Tx, kind: 'tag' | 'category', ids: number[]) {
  const terms = []
  for (const some of inChunks(ids)) {
    const where = { id: { in: some } }
    terms.push(
      ...(kind === 'tag'
        ? await tx.tag.findMany({ where })
        : await tx.category.findMany({ where })),
    )
  }
  return terms
}

// A statement takes 32,766 parameters.
function inChunks(ids: number[]): number[][] {
  const count = Math.ceil(ids.length / 10_000)
  return Array.from({ length: count }, (_, at) => ids.slice(at * 10_000, (at + 1) * 10_000))
}

type MadePerson = Pick<User, 'username' | 'email' | 'role' | 'disabled' | 'passwordHash'>

/** The cell of a person whom an import made; what is secret stays out of it. */
export const personAsText = ({ username, email, role, disabled, passwordHash }: MadePerson) =>
  JSON.stringify({ name: username, email, role, disabled, hasPassword: passwordHash !== '' })

// Whoever has been let in since, or has left a trace of their own, stays.
async function removePeople(tx: Tx, undo: Undo): Promise<void> {
  const rows = await tx.operationRow.findMany({
    where: { operationId: undo.operationId, entity: 'user', before: null },
  })
  const asMade = new Map(rows.map(({ entityId, after }) => [entityId, after]))
  const none = { none: {} }
  const unused = await tx.user.findMany({
    where: {
      ...{ id: { in: [...asMade.keys()] }, media: { none: { deletedAt: null } } },
      ...{ posts: none, revisions: none, operations: none, drafts: none, tokens: none },
      ...{ sessions: none, audit: none },
    },
  })
  const people = unused.filter(person => personAsText(person) === asMade.get(person.id))
  await recordRows(
    tx,
    undo.undoId,
    people.map(person => ({
      ...{ entity: 'user', entityId: person.id, field: 'row' },
      ...{ before: personAsText(person), after: null },
    })),
  )
  if (people.length === 0) return
  await tx.execute(sql`DELETE FROM users WHERE id IN (${join(people.map(({ id }) => id))})`)
}
