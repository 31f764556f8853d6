import { sql, type Database, type Tx } from '../../src/db/doors.ts'
import { moment } from '../../src/db/moment.ts'
import { stageRequest } from '../../src/workbench/plan/plan.ts'
import { performRequest, type VocabularyRequest } from '../../src/workbench/requests.ts'

export const ACTOR = { id: 3 }
export const NOW = new Date('2026-03-04T05:06:07.000Z')

/** Five tags into the sixth. */
export const MERGE: VocabularyRequest = {
  verb: 'merge',
  kind: 'tag',
  from: [1, 2, 3, 4, 5],
  into: 6,
}

export const VERBS = ['merge', 'undo', 'apply'] as const
export type Verb = (typeof VERBS)[number]

const POSTS = 1_000
const NAMES = ['a', 'b', 'c', 'd', 'e', 'living', 'renamed', 'deleted']

/** Makes a thousand posts with three of eight tags each, and what has to be there before the verb. */
export async function prepareVocabulary(db: Database, verb: Verb): Promise<void> {
  await db.write(async tx => {
    const names = NAMES.map(name => ({ name, key: name, slug: name, createdAt: NOW }))
    await tx.tag.createMany({ data: names })
    await addPosts(tx)
    const who = { actor: ACTOR, now: NOW }
    if (verb === 'undo') await performRequest(tx, MERGE, who)
    if (verb === 'apply') for (const step of PLAN) await stageRequest(tx, ACTOR.id, step, NOW)
  })
}

const PLAN: VocabularyRequest[] = [
  MERGE,
  { verb: 'change', kind: 'tag', id: 7, input: { name: 'new name' } },
  { verb: 'delete', kind: 'tag', ids: [8] },
]

async function addPosts(tx: Tx): Promise<void> {
  const at = moment(tx.dialect, NOW)
  await tx.execute(sql`
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${POSTS})
    INSERT INTO posts (title, slug, status, author_id, created_at, content_updated_at,
      renderer_version, excerpt_html, body, html)
    SELECT 'Post ' || n, 'post-' || n, 'draft', 1, ${at}, ${at}, 1, '', 'x', 'x'
    FROM numbers ORDER BY n`)
  await tx.execute(sql`
    INSERT INTO blog_tag (post_id, tag_id, position, added_at)
    SELECT posts.id, tags.id, tags.id, ${at} FROM posts CROSS JOIN tags
    WHERE (posts.id + tags.id) % 8 IN (0, 3, 5)`)
}
