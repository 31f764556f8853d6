import { sql, type Tx } from './doors.ts'
import { integer } from './moment.ts'

/** A link or an image of a text that leads into this site; see `text/own-link.ts`. */
export type OwnLink = { kind: 'link' | 'image'; path: string; fragment: string }

/** Writes down where a post's present text leads to, over what stood there. */
export async function indexLinks(tx: Tx, postId: number, links: OwnLink[]): Promise<void> {
  await tx.execute(sql`DELETE FROM links WHERE post_id = ${postId} AND revision_id IS NULL`)
  if (links.length === 0) return
  const json = JSON.stringify(links)
  const rows =
    tx.dialect === 'sqlite'
      ? sql`SELECT ${integer(postId)}, json_extract(value, '$.kind'), json_extract(value, '$.path'),
          json_extract(value, '$.fragment') FROM json_each(${json})`
      : sql`SELECT ${integer(postId)}, l.kind, l.path, l.fragment
          FROM json_to_recordset(CAST(${json} AS json)) AS l(kind text, path text, fragment text)`
  await tx.execute(sql`INSERT INTO links (post_id, kind, path, fragment) ${rows}`)
}
