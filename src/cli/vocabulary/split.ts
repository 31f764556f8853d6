import { parseArgs } from 'node:util'
import { sql, type Read } from '../../db/doors.ts'
import { matchingPosts } from '../../db/search.ts'
import type { Term } from '../../taxonomy/changes.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'
import { segmentWords } from '../../text/words.ts'
import { idsQuery, performRequest } from '../../workbench/requests.ts'
import { changePosts } from '../../writing/bulk.ts'
import { Refusal, UsageError, type Command } from '../command.ts'
import { groupOf, requireNamedTerm, requireNewName } from './names.ts'
import { mannerOptions, performDeed } from './perform.ts'

// SQLite takes 32,766 parameters in one statement.
const CHUNK = 10_000

/** `blext tags split`: the posts that a search finds, or that are named, get another tag instead. */
export function splitCommand(vocabulary: Vocabulary): Command {
  const { kind } = vocabulary
  return {
    name: `${groupOf(vocabulary)} split`,
    usage: 'NAME --into TARGET (--q TEXT | --posts 1,2,3) [--dry-run] [--json]',
    summary: `Give some posts of a ${kind} another one instead.`,
    run: (args, io) => {
      const { name, into, chosen, manner } = readArguments(args)
      return performDeed(io, manner, async read => {
        const term = await requireNamedTerm(read, vocabulary, name)
        const posts = await listChosenPosts(read, vocabulary, term, chosen)
        if (posts.length === 0) throw new Refusal(`No such post has the ${kind} “${term.name}”.`)
        return async (tx, who) => {
          if (kind === 'tag') {
            const moves = cutList(posts).map(part => ({ into, posts: part }))
            return performRequest(tx, { verb: 'split', kind, id: term.id, moves }, who)
          }
          const move = { action: 'set-category' as const, category: into, posts: idsQuery(posts) }
          const done = await changePosts(tx, move, who.actor, who.now)
          return { ok: true, done: done.operationId === null ? null : done }
        }
      })
    },
  }
}

type Chosen = { q: string } | { ids: number[] }

function readArguments(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    options: {
      ...mannerOptions,
      into: { type: 'string' },
      q: { type: 'string' },
      posts: { type: 'string' },
    },
    allowPositionals: true,
  })
  const [name, ...rest] = positionals
  const { into, q, posts } = values
  if (name === undefined || rest.length > 0) throw new UsageError('Name what to split.')
  if (into === undefined) throw new UsageError('Say with --into what the posts get instead.')
  return { name, into: requireNewName(into), chosen: readChosen(q, posts), manner: values }
}

function readChosen(q: string | undefined, posts: string | undefined): Chosen {
  if ((q === undefined) === (posts === undefined)) {
    throw new UsageError('Choose the posts with --q or with --posts.')
  }
  if (q !== undefined) return { q }
  const ids = (posts ?? '').split(',').map(id => id.trim())
  if (ids.every(id => /^\d{1,9}$/.test(id))) return { ids: ids.map(Number) }
  throw new UsageError('--posts takes numbers with commas between them.')
}

async function listChosenPosts(
  read: Read,
  { kind }: Vocabulary,
  { id }: Term,
  chosen: Chosen,
): Promise<number[]> {
  const carrying =
    kind === 'tag'
      ? sql`id IN (SELECT post_id FROM blog_tag WHERE tag_id = ${id})`
      : sql`category_id = ${id}`
  const among =
    'q' in chosen ? matchingPosts(read.dialect, segmentWords(chosen.q)) : idsQuery(chosen.ids)
  const rows = await read.query<{ id: number }>(
    sql`SELECT id FROM posts WHERE ${carrying} AND id IN (${among}) ORDER BY id`,
  )
  return rows.map(row => row.id)
}

function cutList(ids: number[]): number[][] {
  const parts: number[][] = []
  for (let start = 0; start < ids.length; start += CHUNK)
    parts.push(ids.slice(start, start + CHUNK))
  return parts
}
