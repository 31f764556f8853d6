import { join, sql, type Read } from '../../db/doors.ts'
import { mark } from '../../i18n/translate.ts'
import { readOwnLink } from '../../text/own-link.ts'
import type { Symptom } from './finding.ts'

// An address that begins with `/` says the same on every site.
const SITE = new URL('http://site.invalid')

/** As many posts are read at once. */
const BATCH = 500

/** Posts whose links the index does not know, or knows although they have none; rendering them anew mends it. */
export const links: Symptom = {
  find: async ({ read }) => {
    const count = (await listOutOfStep(read)).length
    const text = mark('The index of links does not know where a post leads to.')
    const plan = mark(
      'The post is rendered anew, which fills the index; more than 200 at once only by blext doctor --repair or blext rerender. Dates and feeds stay as they are.',
    )
    return count > 0 ? [{ code: 'links-out-of-step', text, plan, count, rows: [] }] : []
  },
  repair: async ({ tx, repairs }) => {
    const ids = await listOutOfStep(tx)
    for (let start = 0; start < ids.length; start += BATCH) {
      const batch = join(ids.slice(start, start + BATCH))
      await tx.execute(sql`UPDATE posts SET renderer_version = 0 WHERE id IN (${batch})`)
    }
    const count = ids.length
    if (count > 0) repairs.push({ code: 'links-out-of-step', table: 'links', rows: [], count })
  },
}

async function listOutOfStep(read: Pick<Read, 'query'>): Promise<number[]> {
  const known = await read.query<{ id: number }>(sql`
    SELECT p.id FROM posts p WHERE EXISTS (SELECT 1 FROM links l WHERE l.post_id = p.id)
      AND p.html NOT LIKE '%href=%' AND p.html NOT LIKE '%src=%'
      AND p.excerpt_html NOT LIKE '%href=%' AND p.excerpt_html NOT LIKE '%src=%'`)
  const unknown: number[] = []
  for (let after = 0; ;) {
    const posts = await read.query<{ id: number; html: string }>(sql`
      SELECT p.id, p.html || p.excerpt_html AS html FROM posts p WHERE p.id > ${after}
        AND NOT EXISTS (SELECT 1 FROM links l WHERE l.post_id = p.id)
        AND (p.html LIKE '%="/%' OR p.excerpt_html LIKE '%="/%') ORDER BY p.id LIMIT ${BATCH}`)
    const last = posts.at(-1)
    if (!last) return [...known.map(({ id }) => id), ...unknown]
    unknown.push(...posts.filter(({ html }) => hasOwnLink(html)).map(({ id }) => id))
    after = last.id
  }
}

const hasOwnLink = (html: string): boolean =>
  Array.from(html.matchAll(/<(?:a|img)\b[^<>]*?\s(?:href|src)="(\/[^"]*)"/giu)).some(
    ([, address = '']) => readOwnLink(address.replaceAll('&#x26;', '&'), SITE) !== null,
  )
