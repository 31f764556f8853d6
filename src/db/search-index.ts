import { plainText } from '../text/plain.ts'
import { segmentWords } from '../text/words.ts'
import { sql, type Tx } from './doors.ts'

/** A post as the search knows it: words with spaces between them, see `text/words.ts`. */
export type SearchDocument = { title: string; body: string }

/** What the search knows of a post with this title and this rendered text. */
export function toSearchDocument(title: string, html: string): SearchDocument {
  return {
    title: segmentWords(title).join(' '),
    body: segmentWords(plainText(html)).join(' '),
  }
}

/** Puts a post into the search index, over what stood there. */
export async function indexPost(tx: Tx, postId: number, document: SearchDocument): Promise<void> {
  const { title, body } = document
  if (tx.dialect === 'sqlite') {
    await tx.execute(sql`
      INSERT OR REPLACE INTO post_search (rowid, title, body) VALUES (${postId}, ${title}, ${body})`)
    return
  }
  await tx.execute(sql`
    INSERT INTO post_search (post_id, document) VALUES (${postId},
      setweight(to_tsvector('simple', ${title}), 'A') || setweight(to_tsvector('simple', left(${body}, 900000)), 'B'))
    ON CONFLICT (post_id) DO UPDATE SET document = excluded.document`)
}
