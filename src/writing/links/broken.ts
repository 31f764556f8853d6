import type { SignedIn } from '../../accounts/signed-in.ts'
import { sql, type Dialect, type Read, type Sql } from '../../db/doors.ts'
import { isEditable } from './linking.ts'
import { isSeen, judgedTargets, presentPath } from './targets.ts'

export const linkProblems = ['missing', 'moved', 'anchor', 'image', 'hidden'] as const

/** What can be wrong with a link: leads nowhere, through a redirect, to no anchor; an image without file; a public text that leads to what readers do not see. */
export type LinkProblem = (typeof linkProblems)[number]

export type BrokenFilter = { problem: LinkProblem | ''; q: string }

export type BrokenLink = {
  problem: LinkProblem
  postId: number
  title: string
  path: string
  fragment: string
  /** Where a former address leads to now. */
  present: string | null
  /** An anchor that is there and differs by the prefix that rendering gives. */
  anchor: string | null
}

/** How many links have each problem, of those that a person may mend. */
export async function countBroken(
  read: Read,
  user: SignedIn,
  { q }: Pick<BrokenFilter, 'q'>,
  now: Date,
): Promise<Record<LinkProblem | 'all', number>> {
  const rows = await read.query<{ problem: LinkProblem; count: number | bigint }>(sql`
    SELECT problem, count(*) AS count FROM (${brokenLinks(read.dialect, user, q, now)}) AS broken
    GROUP BY problem`)
  const counts = { all: 0, missing: 0, moved: 0, anchor: 0, image: 0, hidden: 0 }
  for (const { problem, count } of rows) {
    counts[problem] = Number(count)
    counts.all += Number(count)
  }
  return counts
}

/** One page of the links that are broken, the newest posts first. */
export function listBroken(
  read: Read,
  user: SignedIn,
  { problem, q, now, limit, offset }: BrokenFilter & { now: Date; limit: number; offset: number },
): Promise<BrokenLink[]> {
  const chosen = problem === '' ? sql`1 = 1` : sql`problem = ${problem}`
  return read.query<BrokenLink>(sql`
    SELECT b.problem, p.id AS "postId", p.title, b.path, b.fragment,
      CASE WHEN b.problem = 'moved' THEN ${presentPath(sql`b.path`)} END AS present,
      CASE WHEN b.problem = 'anchor' AND ${hasAnchor(read.dialect, sql`'user-content-' || b.fragment`)}
        THEN 'user-content-' || b.fragment END AS anchor
    FROM (${brokenLinks(read.dialect, user, q, now)}) AS b JOIN posts p ON p.id = b.post_id
    LEFT JOIN posts x ON b.problem = 'anchor' AND x.slug = substr(b.path, 8)
    WHERE ${chosen} ORDER BY p.id DESC, b.id LIMIT ${limit} OFFSET ${offset}`)
}

// Addresses are judged once each; few are bad, and their links stand together in an index.
function brokenLinks(dialect: Dialect, user: SignedIn, q: string, now: Date): Sql {
  const wanted = q === '' ? sql`1 = 1` : sql`lower(l.path) LIKE ${likePattern(q)} ESCAPE '!'`
  const within = sql`l.revision_id IS NULL AND p.deleted_at IS NULL AND ${isEditable(user)}
    AND ${wanted}`
  const isPublic = sql`p.status = 'published' AND p.published_at <= ${now}`
  return sql`
    SELECT l.id, l.post_id, l.path, l.fragment, CASE
      WHEN t.state = 'missing' AND (l.kind = 'image' OR l.path LIKE '/media/%') THEN 'image'
      ELSE t.state END AS problem
    FROM (SELECT path, state FROM (${judgedTargets(now)}) AS judged WHERE state <> 'found') AS t
    JOIN links l ON l.path = t.path JOIN posts p ON p.id = l.post_id
    WHERE ${within} AND (t.state <> 'hidden' OR (${isPublic}))
    UNION ALL
    SELECT l.id, l.post_id, l.path, l.fragment, 'anchor' AS problem
    FROM links l JOIN posts p ON p.id = l.post_id
    JOIN posts x ON x.slug = substr(l.path, 8) AND l.path = '/' || x.kind || 's/' || x.slug
    WHERE l.fragment NOT IN ('', 'main') AND ${isSeen(now)} AND ${within}
      AND NOT (${hasAnchor(dialect, sql`l.fragment`)})`
}

// An id as it stands in the stored HTML of a post `x`.
function hasAnchor(dialect: Dialect, anchor: Sql): Sql {
  const escaped = sql`replace(replace(${anchor}, '&', '&#x26;'), '"', '&#x22;')`
  const holds = (attribute: string): Sql =>
    dialect === 'sqlite'
      ? sql`instr(x.html, ${`${attribute}="`} || ${escaped} || '"') > 0`
      : sql`strpos(x.html, ${`${attribute}="`} || ${escaped} || '"') > 0`
  return sql`(${holds('id')} OR ${holds('name')})`
}

const likePattern = (q: string): string =>
  `%${q.toLowerCase().replace(/[!%_]/gu, sign => `!${sign}`)}%`

export type Orphan = { id: number; title: string }

/** The published posts that no other text leads to, at their present address or a former one. */
export async function countOrphans(read: Read, user: SignedIn, now: Date): Promise<number> {
  const [row] = await read.query<{ count: number | bigint }>(
    sql`SELECT count(*) AS count FROM posts p WHERE ${isOrphan(user, now)}`,
  )
  return Number(row?.count ?? 0)
}

/** One page of them, the newest first. */
export function listOrphans(
  read: Read,
  user: SignedIn,
  { now, limit, offset }: { now: Date; limit: number; offset: number },
): Promise<Orphan[]> {
  return read.query<Orphan>(sql`
    SELECT p.id, p.title FROM posts p WHERE ${isOrphan(user, now)}
    ORDER BY p.published_at DESC, p.id DESC LIMIT ${limit} OFFSET ${offset}`)
}

const isOrphan = (user: SignedIn, now: Date): Sql => sql`
  p.kind = 'post' AND p.status = 'published' AND p.deleted_at IS NULL AND p.published_at <= ${now}
  AND ${isEditable(user)}
  AND NOT EXISTS (SELECT 1 FROM links l JOIN posts s ON s.id = l.post_id
    WHERE l.path = '/posts/' || p.slug AND l.post_id <> p.id AND s.deleted_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM redirects r JOIN links l ON l.path = r.path
    JOIN posts s ON s.id = l.post_id
    WHERE r.post_id = p.id AND l.post_id <> p.id AND s.deleted_at IS NULL)`
