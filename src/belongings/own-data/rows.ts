import type { Read } from '../../db/doors.ts'

const BATCH = 50

type Page = { take: number; orderBy: { id: 'asc' } }

// Rows by their ids, a batch at a time.
async function* walk<Row extends { id: number }>(
  readBatch: (after: { gt: number }, page: Page) => Promise<Row[]>,
): AsyncGenerator<Row> {
  for (let last = 0; ;) {
    const batch = await readBatch({ gt: last }, { take: BATCH, orderBy: { id: 'asc' } })
    yield* batch
    if (batch.length < BATCH) return
    last = batch.at(-1)?.id ?? last
  }
}

// JSON leaves out what is undefined.
async function* withoutIds<Row extends { id: number }>(
  rows: AsyncIterable<Row>,
): AsyncGenerator<Omit<Row, 'id'>> {
  for await (const row of rows) yield { ...row, id: undefined }
}

/** The ids of all posts and pages of a person, those in the trash too. */
export const listPostIds = (read: Read, authorId: number) =>
  walk((id, page) => read.post.findMany({ where: { id, authorId }, ...page, select: { id: true } }))

/** What a post was after each save. */
export const listRevisions = (read: Read, postId: number) =>
  withoutIds(
    walk((id, page) =>
      read.revision.findMany({
        where: { id, postId },
        ...page,
        select: {
          ...{ id: true, number: true, version: true, createdAt: true, name: true },
          ...{ title: true, slug: true, body: true, excerpt: true, category: true, tags: true },
          ...{ status: true, publishedAt: true },
        },
      }),
    ),
  )

/** What a person writes and readers do not see; what was discarded and can still be brought back, too. */
export async function* listDrafts(read: Read, personId: number) {
  const rows = walk((id, page) =>
    read.draft.findMany({
      where: { id, personId },
      ...page,
      select: {
        ...{ id: true, postId: true, fields: true },
        ...{ createdAt: true, updatedAt: true, discardedAt: true },
      },
    }),
  )
  for await (const draft of rows) {
    yield { ...draft, id: undefined, fields: JSON.parse(draft.fields) as unknown }
  }
}

/** The files that a person uploaded. */
export const listMedia = (read: Read, uploaderId: number) =>
  withoutIds(
    walk((id, page) =>
      read.media.findMany({
        where: { id, uploaderId, deletedAt: null },
        ...page,
        select: {
          ...{ id: true, path: true, name: true, type: true, bytes: true, alt: true },
          createdAt: true,
        },
      }),
    ),
  )

/** What a person did, as the trail has it. */
export const listAudit = (read: Read, actorId: number) =>
  withoutIds(
    walk((id, page) =>
      read.audit.findMany({
        where: { id, actorId },
        ...page,
        select: { id: true, at: true, action: true, subject: true, address: true },
      }),
    ),
  )

/** What a person gave away that opens something: what it is called and how long it works, never what opens. */
export function listKeys(read: Read, personId: number) {
  return read.token.findMany({
    where: { personId, kind: { in: ['api', 'preview'] } },
    orderBy: { id: 'asc' },
    select: {
      ...{ kind: true, name: true, postId: true, data: true },
      ...{ createdAt: true, expiresAt: true, lastUsedAt: true },
    },
  })
}
