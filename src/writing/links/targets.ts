import { join, sql, type Sql } from '../../db/doors.ts'
import { hiddenPosts } from '../../taxonomy/visible.ts'

/** What an address of the site is to readers. */
export type TargetState = 'found' | 'moved' | 'hidden' | 'missing'

// Pages that are there whatever is written.
const PLACES = [
  ...['/', '/archive', '/categories', '/tags', '/series', '/search', '/login', '/robots.txt'],
  ...['/sitemap.xml', '/feed.xml', '/rss.xml', '/feed.json', '/favicon.svg', '/icon.png'],
]

const FOLDERS = ['/admin', '/account', '/archive/', '/css/', '/build/', '/preview/', '/api/']

/** True of a post `x` that readers see. */
export const isSeen = (now: Date): Sql =>
  sql`x.status = 'published' AND x.deleted_at IS NULL AND x.published_at <= ${now}`

/** All addresses that texts lead to, each once, with its state: the rows (path, state). */
export function judgedTargets(now: Date): Sql {
  return sql`
    SELECT d.path, COALESCE(${present(now)}, ${former(now)}, 'missing') AS state
    FROM (SELECT DISTINCT path FROM links) AS d`
}

// The slug is what stands behind the second `/`; of a tag's feed, what stands before the third.
const present = (now: Date): Sql => sql`
  CASE WHEN d.path LIKE '/posts/%' THEN ${stateOfPost(now)}
    WHEN d.path LIKE '/pages/%' THEN ${stateOfPage(now)}
    WHEN d.path LIKE '/media/%' THEN
      (SELECT 'found' FROM media m WHERE m.path = substr(d.path, 8) AND m.deleted_at IS NULL)
    WHEN d.path LIKE '/tags/%' THEN
      (SELECT 'found' FROM tags x WHERE x.slug = ${withoutFeed(sql`substr(d.path, 7)`)})
    WHEN d.path LIKE '/categories/%' THEN
      (SELECT 'found' FROM categories x WHERE x.slug = ${withoutFeed(sql`substr(d.path, 13)`)})
    WHEN d.path LIKE '/series/%' THEN
      (SELECT 'found' FROM series x WHERE x.slug = substr(d.path, 9))
    WHEN d.path LIKE '/authors/%' THEN
      (SELECT 'found' FROM users x WHERE x.username = ${withoutFeed(sql`substr(d.path, 10)`)})
    WHEN d.path IN (${join(PLACES)}) OR ${join(FOLDERS.map(beginsWith), ' OR ')} THEN 'found' END`

// Posts are many and the hidden ones few: so most are only looked up in the index of the addresses.
const stateOfPost = (now: Date): Sql => sql`
  CASE WHEN d.path IN (SELECT '/posts/' || slug FROM posts WHERE kind = 'page') THEN NULL
    WHEN d.path IN (SELECT '/posts/' || slug FROM posts WHERE id IN (${hiddenPosts(now)}))
      THEN 'hidden'
    WHEN EXISTS (SELECT 1 FROM posts x WHERE x.slug = substr(d.path, 8)) THEN 'found' END`

const stateOfPage = (now: Date): Sql => sql`(
  SELECT CASE WHEN ${isSeen(now)} THEN 'found' ELSE 'hidden' END
  FROM posts x WHERE x.slug = substr(d.path, 8) AND x.kind = 'page')`

const former = (now: Date): Sql => sql`COALESCE(
  (SELECT CASE WHEN x.id IS NULL OR (${isSeen(now)}) THEN 'moved' ELSE 'hidden' END
    FROM redirects r LEFT JOIN posts x ON x.id = r.post_id WHERE r.path = d.path),
  (SELECT 'moved' FROM forwards f WHERE f.path = d.path))`

const withoutFeed = (rest: Sql): Sql =>
  sql`replace(replace(replace(${rest}, '/feed.xml', ''), '/rss.xml', ''), '/feed.json', '')`

const beginsWith = (folder: string): Sql => sql`d.path LIKE ${`${folder}%`}`

/** Where a former address `path` leads to now; NULL for one that leads nowhere. */
export const presentPath = (path: Sql): Sql => sql`COALESCE(
  (SELECT CASE WHEN x.id IS NOT NULL THEN '/' || x.kind || 's/' || x.slug
      WHEN t.id IS NOT NULL THEN '/tags/' || t.slug ELSE '/categories/' || c.slug END
    FROM redirects r LEFT JOIN posts x ON x.id = r.post_id LEFT JOIN tags t ON t.id = r.tag_id
    LEFT JOIN categories c ON c.id = r.category_id WHERE r.path = ${path}),
  (SELECT f.target FROM forwards f WHERE f.path = ${path}))`
