import { sql } from '../../src/db/doors.ts'
import { findStoredPost, type PostKind, type StoredPost } from '../../src/writing/post.ts'
import { PostForm } from '../../src/writing/form.ts'
import { createPost } from '../../src/writing/service.ts'
import { addPerson as insertPerson } from '../../src/accounts/people.ts'
import type { Role, SignedIn } from '../../src/accounts/signed-in.ts'
import { hashPassword } from '../../src/accounts/password.ts'
import { PASSWORD } from './people.ts'
import type { Site } from './site.ts'

export type PostToAdd = {
  title?: string
  body?: string
  slug?: string
  excerpt?: string
  category?: string
  tags?: string[]
  status?: 'draft' | 'published'
  /** ISO 8601; without it a published post is published at the site's present moment. */
  publishedAt?: string
  kind?: PostKind
  pinned?: boolean
  series?: string
  /** A username. */
  author?: string
}

/** Adds a post as its author would, published unless said otherwise. Throws with the messages of the form. */
export async function addPost(
  site: Pick<Site, 'context' | 'db'>,
  { author = 'alice', ...post }: PostToAdd = {},
): Promise<StoredPost> {
  const user = await findSignedIn(site, author)
  const input = PostForm.parse({
    title: 'A walk by the river',
    body: 'The water was high.',
    status: 'published',
    ...post,
    tags: post.tags?.join(', '),
    pinned: post.pinned === true ? '1' : undefined,
  })
  const outcome = await createPost(site.context, user, { input, timeZone: 'UTC' })
  const stored = outcome.kind === 'saved' ? await findStoredPost(site.db.read, outcome.id) : null
  if (!stored) throw new Error(`The post was not added: ${JSON.stringify(outcome)}`)
  return stored
}

/** Adds one more person; signs in with `site.signIn(person)`. */
export async function addPerson(
  site: Pick<Site, 'context' | 'db'>,
  { username, role = 'author' }: { username: string; role?: Role },
): Promise<{ id: number; username: string; email: string; role: Role }> {
  const email = `${username}@example.com`
  const passwordHash = await hashOnce()
  const person = { username, email, role, passwordHash }
  const { id } = await site.db.write(tx => insertPerson(tx, person, site.context.now()))
  return { id, username, email, role }
}

/** A person of the site as the services take them. */
export async function findSignedIn({ db }: Pick<Site, 'db'>, username: string): Promise<SignedIn> {
  const { id, displayName, email, language, role } = await db.read.user.findUniqueOrThrow({
    where: { username },
  })
  return { id, username, displayName, email, language, role: role as Role }
}

let passwordHash: Promise<string> | undefined

// Hashing is slow on purpose, and the password is always the same.
const hashOnce = (): Promise<string> => (passwordHash ??= hashPassword(PASSWORD))

/** Copies the post `post-0` with its tag `all` so many times, in the database: so many saves would take minutes. */
export function copyFirstPost({ db }: Pick<Site, 'db'>, count: number): Promise<void> {
  return db.write(async tx => {
    await tx.execute(sql`
      WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
      INSERT INTO posts (title, slug, status, published_at, author_id, created_at,
        content_updated_at, renderer_version, excerpt_html, body, html)
      SELECT 'Post ' || n, 'post-' || n, status, published_at, author_id, created_at,
        content_updated_at, renderer_version, excerpt_html, body, html
      FROM posts CROSS JOIN numbers WHERE slug = 'post-0' ORDER BY n`)
    await tx.execute(sql`
      INSERT INTO blog_tag (post_id, tag_id, position, added_at)
      SELECT posts.id, tags.id, 0, tags.created_at FROM posts CROSS JOIN tags
      WHERE posts.slug LIKE 'post-%' AND posts.slug <> 'post-0' AND tags.name = 'all'`)
  })
}
