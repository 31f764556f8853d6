import { indexLinks, type OwnLink } from '../db/link-index.ts'
import { indexPost, toSearchDocument } from '../db/search-index.ts'
import { sql, type Dialect, type Read, type Sql, type Tx } from '../db/doors.ts'
import { moment } from '../db/moment.ts'

/** The text of a post as an operation keeps it, with all that was made of it: an undo renders nothing. */
export type StoredText = {
  body: string
  excerpt: string
  html: string
  excerptHtml: string
  summary: string
  words: number
  rendererVersion: number
  links: OwnLink[]
}

/** The field of a cell that holds a text. */
export const TEXT_FIELD = 'text'

/** The field of a cell that holds what a private draft has, as it is stored. */
export const DRAFT_FIELD = 'fields'

/** A text as a cell, always in the same order, so that two equal texts are two equal cells. */
export function textAsCell(text: StoredText): string {
  const { body, excerpt, html, excerptHtml, summary, words, rendererVersion } = text
  const links = text.links.map(({ kind, path, fragment }) => ({ kind, path, fragment }))
  return JSON.stringify({
    ...{ body, excerpt, html, excerptHtml, summary, words, rendererVersion, links },
  })
}

/** The present text of a post as a cell; null when the post is gone. */
export async function readTextCell(read: Read, postId: number): Promise<string | null> {
  const post = await read.post.findUnique({
    where: { id: postId },
    select: {
      ...{ body: true, excerpt: true, html: true, excerptHtml: true, summary: true, words: true },
      ...{ rendererVersion: true },
      links: { where: { revisionId: null }, orderBy: { id: 'asc' } },
    },
  })
  return post && textAsCell({ ...post, links: post.links as OwnLink[] })
}

/** The cell when `p` still has the text that it holds, else NULL; other cells must not meet it. */
export function unchangedText(dialect: Dialect, cell: Sql): Sql {
  const part = (name: 'body' | 'excerpt'): Sql =>
    dialect === 'sqlite'
      ? sql`json_extract(${cell}, ${`$.${name}`})`
      : sql`(CAST(${cell} AS json) ->> ${name})`
  return sql`CASE WHEN p.body = ${part('body')} AND p.excerpt = ${part('excerpt')} THEN ${cell} END`
}

/** Gives posts the texts that an operation's rows say; true when there was one. */
export async function storeTexts(tx: Tx, operationId: number): Promise<boolean> {
  const rows = await tx.operationRow.findMany({
    where: { operationId, entity: 'post', field: TEXT_FIELD, after: { not: null } },
    orderBy: { id: 'asc' },
  })
  for (const { entityId: id, after } of rows) {
    const { links, ...columns } = JSON.parse(after ?? '') as StoredText
    const post = await tx.post.update({ where: { id }, data: columns, select: { title: true } })
    await indexPost(tx, id, toSearchDocument(post.title, columns.html))
    await indexLinks(tx, id, links)
  }
  return rows.length > 0
}

/**
 * Gives private drafts what an operation's rows say, where they still are as it found them. A page
 * that has one open learns that somebody else wrote it.
 */
export async function storeDrafts(tx: Tx, operationId: number): Promise<void> {
  await tx.execute(sql`
    UPDATE drafts SET fields = r.after, state = state + 1, sequence = 0, writer = 'operation'
    FROM operation_rows r
    WHERE r.operation_id = ${operationId} AND r.entity = 'draft' AND r.field = ${DRAFT_FIELD}
      AND r.entity_id = drafts.id AND r.before = drafts.fields`)
}

/** Keeps a revision of each post whose text an operation changed, as a save by hand does. */
export async function keepTextRevisions(tx: Tx, operationId: number, now: Date): Promise<void> {
  const tags =
    tx.dialect === 'sqlite'
      ? sql`json_group_array(name) FROM (SELECT t.name FROM blog_tag b JOIN tags t ON t.id = b.tag_id
          WHERE b.post_id = p.id ORDER BY b.position)`
      : sql`CAST(COALESCE(json_agg(t.name ORDER BY b.position), '[]') AS TEXT)
          FROM blog_tag b JOIN tags t ON t.id = b.tag_id WHERE b.post_id = p.id`
  await tx.execute(sql`
    INSERT INTO revisions (post_id, number, version, editor_id, created_at, title, slug, body,
      excerpt, category, tags, status, published_at, more)
    SELECT p.id, (SELECT COALESCE(MAX(number), 0) + 1 FROM revisions WHERE post_id = p.id),
      p.version, o.actor_id, ${moment(tx.dialect, now)},
      p.title, p.slug, p.body, p.excerpt, COALESCE(c.name, ''), (SELECT ${tags}), p.status,
      p.published_at, COALESCE(last.more, '{}')
    FROM operation_rows r JOIN operations o ON o.id = r.operation_id
    JOIN posts p ON p.id = r.entity_id
    LEFT JOIN categories c ON c.id = p.category_id
    LEFT JOIN revisions last ON last.post_id = p.id AND last.number = (
      SELECT MAX(number) FROM revisions WHERE post_id = p.id AND version > 0)
    WHERE r.operation_id = ${operationId} AND r.entity = 'post' AND r.field = ${TEXT_FIELD}
      AND r.after IS NOT NULL`)
}
