import { parseArgs } from 'node:util'
import { join, sql, type Read, type Sql } from '../../db/doors.ts'
import { matchingPosts } from '../../db/search.ts'
import type { Term } from '../../taxonomy/changes.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'
import { readSearchQuery } from '../../text/search-query.ts'
import { performRequest } from '../../workbench/requests.ts'
import { Refusal, UsageError, type Command } from '../command.ts'
import { groupOf, requireNamedTerm, requireNewName } from './names.ts'
import { mannerOptions, performDeed } from './perform.ts'

/** `blext tags split`, and of categories: the posts that a search finds, or that are named, get another tag instead. */
export function splitCommand(vocabulary: Vocabulary): Command {
  const { kind } = vocabulary
  return {
    name: `${groupOf(vocabulary)} split`,
    usage: 'NAME --into TARGET (--q TEXT | --posts 1,2,3) [--dry-run] [--json]',
    summary: `Give some posts of a ${kind} another one instead.`,
    examples: [
      {
        line: `blext ${groupOf(vocabulary)} split Music --into Jazz --q coltrane --dry-run`,
        does: 'Shows which posts would get Jazz instead.',
      },
      {
        line: `blext ${groupOf(vocabulary)} split Music --into Jazz --posts 3,14,15`,
        does: 'Gives it to these posts.',
      },
    ],
    run: (args, io) => {
      const { name, into, chosen, manner } = readArguments(args)
      return performDeed(io, manner, async read => {
        const term = await requireNamedTerm(read, vocabulary, name)
        const rows = await read.query<{ id: number }>(selectPosts(read, vocabulary, term, chosen))
        if (rows.length === 0) throw new Refusal(`No such post has the ${kind} “${term.name}”.`)
        const moves = [{ into, posts: rows.map(row => row.id) }]
        return (tx, who) => performRequest(tx, { verb: 'split', kind, id: term.id, moves }, who)
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

// Those of the chosen posts that have the term at all.
function selectPosts({ dialect }: Read, { kind }: Vocabulary, { id }: Term, chosen: Chosen): Sql {
  const carrying =
    kind === 'tag'
      ? sql`id IN (SELECT post_id FROM blog_tag WHERE tag_id = ${id})`
      : sql`category_id = ${id}`
  const among =
    'q' in chosen
      ? matchingPosts(dialect, readSearchQuery(chosen.q, false))
      : sql`${join(chosen.ids)}`
  return sql`SELECT id FROM posts WHERE ${carrying} AND id IN (${among})`
}
