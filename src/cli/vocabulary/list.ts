import { parseArgs } from 'node:util'
import { listTerms, termSorts, type CountedTerm } from '../../taxonomy/terms.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'
import { UsageError, type Command } from '../command.ts'
import { withSite } from '../site.ts'
import { groupOf } from './names.ts'

const ALL = 1_000_000

/** `blext tags list`: a line for each, with its counts, its parent and its other names. */
export function listCommand(vocabulary: Vocabulary): Command {
  const group = groupOf(vocabulary)
  return {
    name: `${group} list`,
    usage: '[--q TEXT] [--sort name|posts|newest|unused] [--json]',
    summary: `List the ${group} with their posts: published, all.`,
    examples: [
      { line: `blext ${group} list`, does: 'All of them, with their posts.' },
      {
        line: `blext ${group} list --sort unused`,
        does: 'First those that fewest posts have.',
      },
      {
        line: `blext ${group} list --q data --json`,
        does: 'Those with “data” in a name, as JSON.',
      },
    ],
    run: async (args, io) => {
      const { values } = parseArgs({
        args,
        options: {
          q: { type: 'string', default: '' },
          sort: { type: 'string', default: 'name' },
          json: { type: 'boolean' },
        },
      })
      const sort = termSorts.find(name => name === values.sort)
      if (!sort) throw new UsageError(`--sort is ${termSorts.join(', ')}.`)
      const window = { q: values.q, sort, limit: ALL, offset: 0 }
      const { terms } = await withSite(io.config, ({ db, now }) =>
        listTerms(db.read, vocabulary, window, now()),
      )
      io.stdout.write(
        values.json === true ? `${JSON.stringify(terms)}\n` : terms.map(describeTerm).join(''),
      )
      return 0
    },
  }
}

function describeTerm({ name, published, posts, parent, aliases }: CountedTerm): string {
  const notes = [
    parent === '' ? '' : `under ${parent}`,
    aliases.length > 0 ? `also ${aliases.join(', ')}` : '',
  ]
  const columns = [name, String(published), String(posts), notes.filter(Boolean).join('; ')]
  return `${columns.join('\t').trimEnd()}\n`
}
