import { expect, test } from 'vitest'
import { sql, type Database, type Tx } from '../../src/db/doors.ts'
import { moment } from '../../src/db/moment.ts'
import { undoOperation } from '../../src/history/undo.ts'
import { listTerms, termSorts } from '../../src/taxonomy/terms.ts'
import { tagVocabulary } from '../../src/taxonomy/vocabulary.ts'
import { previewPlan, stageRequest } from '../../src/workbench/plan/plan.ts'
import { performRequest, type VocabularyRequest } from '../../src/workbench/requests.ts'
import { openSite, type Site } from '../support/site.ts'

const ACTOR = { id: 3 }

/** As many posts, and as many tags again and again on them; each tag has another name and a former address. */
async function openFilledSite(posts: number, tags: number): Promise<Site> {
  const site = await openSite()
  const now = site.now()
  await site.db.write(async tx => {
    const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1)
    const names = numbers(tags).map(n => `t${n}`)
    await tx.tag.createMany({
      data: names.map(name => ({ name, key: name, slug: name, createdAt: now })),
    })
    await tx.tagAlias.createMany({
      data: numbers(tags).map(n => ({ name: `a${n}`, key: `a${n}`, tagId: n, createdAt: now })),
    })
    await tx.redirect.createMany({
      data: numbers(tags).map(n => ({ path: `/tags/r${n}`, tagId: n, createdAt: now })),
    })
    await tx.post.createMany({
      data: numbers(posts).map(n => ({
        ...{ title: `P ${n}`, slug: `p-${n}`, status: 'draft', authorId: 1, createdAt: now },
        ...{ contentUpdatedAt: now, rendererVersion: 1, excerptHtml: '', body: '', html: '' },
      })),
    })
    await tx.execute(sql`
      INSERT INTO blog_tag (post_id, tag_id, position, added_at)
      SELECT posts.id, tags.id, tags.id, ${moment(tx.dialect, now)} FROM posts CROSS JOIN tags
      WHERE tags.id % 3 = posts.id % 3`)
  })
  return site
}

type Counted = { db: Database; count: () => number }

/** A database whose statements are counted, through whichever door they pass. */
function countStatements(db: Database): Counted {
  let statements = 0
  const counted = <Door extends object>(door: Door): Door =>
    new Proxy(door, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value === 'object' && value !== null) return counted(value)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          statements += 1
          return Reflect.apply(value, target, given) as unknown
        }
      },
    })
  const write: Database['write'] = verb => db.write((tx: Tx) => verb(counted(tx)))
  return { db: { ...db, read: counted(db.read), write }, count: () => statements }
}

async function countEach(posts: number, tags: number): Promise<Record<string, number>> {
  const site = await openFilledSite(posts, tags)
  const now = site.now()
  const from = Array.from({ length: tags - 1 }, (_, n) => n + 2)
  const merge: VocabularyRequest = { verb: 'merge', kind: 'tag', from, into: 1 }
  await site.db.write(tx => stageRequest(tx, ACTOR.id, merge, now))
  const perform = (request: VocabularyRequest) => async (db: Database) => {
    const performed = await db.write(tx => performRequest(tx, request, { actor: ACTOR, now }))
    expect(performed.ok).toBe(true)
  }
  const undo = async (db: Database) => {
    const newest = await site.db.read.operation.findFirst({ orderBy: { id: 'desc' } })
    const undone = await undoOperation(db, newest?.id ?? 0, ACTOR, now)
    expect(undone).toMatchObject({ ok: true, keptPosts: [] })
  }
  const steps: [string, (db: Database) => Promise<unknown>][] = [
    ['preview', db => previewPlan(db, ACTOR.id, now)],
    ['merge', perform(merge)],
    ['undo', undo],
    ['redo', undo],
    ['undo of the redo', undo],
    ['delete', perform({ verb: 'delete', kind: 'tag', ids: from })],
    ['undo of the delete', undo],
    ...termSorts.map((sort): [string, (db: Database) => Promise<unknown>] => [
      `list by ${sort}`,
      db => listTerms(db.read, tagVocabulary, { q: '', sort, limit: 100, offset: 0 }, now),
    ]),
  ]
  const counts: Record<string, number> = {}
  for (const [name, step] of steps) {
    const { db, count } = countStatements(site.db)
    await step(db)
    counts[name] = count()
  }
  return counts
}

test('the number of statements of a change grows neither with its posts nor with its tags', async () => {
  const few = await countEach(9, 4)
  const many = await countEach(300, 60)

  expect(Math.min(...Object.values(few))).toBeGreaterThan(0)
  expect(many).toEqual(few)
})
