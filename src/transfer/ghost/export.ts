import { z } from 'zod'
import { isYes } from './json.ts'

const Id = z.union([z.string(), z.number()]).transform(String)
const Text = z
  .string()
  .nullish()
  .transform(text => text ?? '')
const Switch = z.unknown().optional().transform(isYes)
const Moment = z
  .union([z.string(), z.number()])
  .nullish()
  .catch(null)
  .transform(moment => moment ?? null)

const Post = z.object({
  ...{ id: Id, title: Text, slug: Text, lexical: Text, mobiledoc: Text, html: Text },
  ...{ feature_image: Text, featured: Switch, page: Switch, type: Text, status: Text },
  ...{ visibility: Text, custom_excerpt: Text, canonical_url: Text, locale: Text },
  ...{ codeinjection_head: Text, codeinjection_foot: Text, meta_description: Text },
  ...{ created_at: Moment, updated_at: Moment, published_at: Moment },
  author_id: Id.nullish().catch(null),
})

const Order = z.number().catch(0)
const Join = { post_id: Id, sort_order: Order }

// Only these; accounts, keys and settings of the other blog are not even looked at.
const Tables = z.object({
  posts: listOf(Post),
  posts_meta: listOf(z.object({ post_id: Id, meta_description: Text, email_only: Switch })),
  tags: listOf(z.object({ id: Id, name: Text, slug: Text, description: Text, visibility: Text })),
  posts_tags: listOf(z.object({ ...Join, tag_id: Id })),
  users: listOf(z.object({ id: Id, name: Text, slug: Text, email: Text, bio: Text })),
  posts_authors: listOf(z.object({ ...Join, author_id: Id })),
})

const Part = z.object({
  data: Tables.refine(tables => tables.posts.length + tables.tags.length > 0),
})
const Export = z.union([z.object({ db: z.array(Part).min(1) }), Part])

export type GhostPost = z.output<typeof Post>
export type GhostTables = z.output<typeof Tables>

/** Reads an export of Ghost, of whatever version; null for what is none. */
export function readGhostExport(json: unknown): GhostTables | null {
  const read = Export.safeParse(json).data
  const part = read && 'db' in read ? read.db[0] : read
  return part?.data ?? null
}

// A row that is none must not keep the others out.
function listOf<Row extends z.ZodType>(row: Row) {
  return z
    .array(z.unknown())
    .default([])
    .transform(rows =>
      rows.flatMap(each => {
        const read = row.safeParse(each)
        return read.success ? [read.data] : []
      }),
    )
}
