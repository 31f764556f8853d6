import { Readable } from 'node:stream'
import { avatarPath } from '../../accounts/avatar.ts'
import { hasTwoFactor } from '../../accounts/two-factor/service.ts'
import type { Context } from '../../context.ts'
import type { Read } from '../../db/doors.ts'
import type { User } from '../../db/generated/sqlite/client.ts'
import { listSessions } from '../../http/sessions.ts'
import { readSettings } from '../../settings/service.ts'
import { openNames } from '../../transfer/export/file-names.ts'
import { addMedia } from '../../transfer/export/media.ts'
import type { Target } from '../../transfer/export/target.ts'
import { documentOf } from '../../writing/document.ts'
import { findStoredPost } from '../../writing/post.ts'
import * as rows from './rows.ts'

/**
 * Writes all that is kept of a person: profile, posts with their revisions, drafts, files, and what is
 * known of their sign-ins. Nothing that opens anything is in it, and little of it is in memory at once.
 */
export async function exportOwnData(
  context: Context,
  target: Target,
  personId: number,
): Promise<void> {
  const { db, storage } = context
  const person = await db.read.user.findUniqueOrThrow({ where: { id: personId } })
  await target.add('profile.json', toJson(await profileOf(db.read, person)))
  await addPosts(db.read, target, personId)
  await target.add('drafts.json', streamJson(rows.listDrafts(db.read, personId)))
  await addFiles({ db, storage }, target, person)
  await target.add('sessions.json', toJson(await sessionsOf(context, personId)))
  await target.add('tokens.json', toJson(await rows.listKeys(db.read, personId)))
  await target.add('audit.json', streamJson(rows.listAudit(db.read, personId)))
}

async function profileOf(read: Read, person: User) {
  const { username, email, displayName, role, bio, about, language, createdAt } = person
  const needsCode = await hasTwoFactor(read, person.id)
  return {
    ...{ username, email, displayName, role, bio, about, language, createdAt },
    twoFactor: needsCode,
    picture: person.avatar === '' ? null : avatarPath(person.avatar, 512),
  }
}

async function addPosts(read: Read, target: Target, personId: number): Promise<void> {
  const { timeZone } = await readSettings(read)
  const name = openNames()
  for await (const { id } of rows.listPostIds(read, personId)) {
    const post = await findStoredPost(read, id)
    if (!post) continue
    const folder = post.deletedAt ? 'trash' : post.kind === 'page' ? 'pages' : 'posts'
    const path = name(folder, post.slug, 'md')
    await target.add(path, documentOf(post, timeZone))
    const revisions = streamJson(rows.listRevisions(read, id))
    await target.add(`revisions/${path.replace(/\.md$/, '.json')}`, revisions)
  }
}

async function addFiles(
  { db, storage }: Pick<Context, 'db' | 'storage'>,
  target: Target,
  { id, avatar }: User,
): Promise<void> {
  await target.add('media.json', streamJson(rows.listMedia(db.read, id)))
  for await (const media of rows.listMedia(db.read, id)) await addMedia(storage, target, [media])
  if (avatar !== '') await addMedia(storage, target, [{ path: avatarPath(avatar, 512) }])
}

// How a session is named opens none, but nobody needs it either.
async function sessionsOf(context: Context, personId: number) {
  const sessions = await listSessions(context, personId, '')
  return sessions.map(({ agent, address, signedInAt, seenAt }) => ({
    ...{ agent, address, signedInAt, seenAt },
  }))
}

const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

// An array that is written while it is read.
function streamJson(items: AsyncIterable<unknown>): Readable {
  return Readable.from(writeArray(items), { objectMode: false })
}

async function* writeArray(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '[\n'
  for await (const item of items) {
    yield before + JSON.stringify(item)
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}
