import { parseArgs } from 'node:util'
import type { Read } from '../../db/doors.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'
import type { VocabularyRequest } from '../../workbench/requests.ts'
import { UsageError, type Command } from '../command.ts'
import { listCommand } from './list.ts'
import { groupOf, requireNamedTerm, requireNamedTerms, requireNewName } from './names.ts'
import { mannerOptions, performTyped } from './perform.ts'
import { splitCommand } from './split.ts'
import { suggestCommand } from './suggest.ts'

/** `blext tags …` or `blext categories …`: every verb of the workbench. */
export function vocabularyCommands(vocabulary: Vocabulary): Command[] {
  return [
    listCommand(vocabulary),
    ...verbs.map(verb => verbCommand(vocabulary, verb)),
    splitCommand(vocabulary),
    suggestCommand(vocabulary),
  ]
}

type Verb = {
  name: string
  /** The names that it takes. */
  usage: string
  min: number
  max: number
  summary: (kind: string) => string
  /** What is typed behind its name, and what that does. */
  examples: readonly (readonly [typed: string, does: string])[]
  find: (read: Read, vocabulary: Vocabulary, names: string[]) => Promise<VocabularyRequest>
}

const verbs: readonly Verb[] = [
  {
    ...{ name: 'rename', usage: 'OLD NEW', min: 2, max: 2 },
    summary: kind => `Give a ${kind} another name; the old one leads to it from then on.`,
    examples: [
      ['js JavaScript', 'Renames it; /tags/js leads to the new address.'],
      ["'c plus plus' C++ --dry-run", 'Only shows what would change.'],
    ],
    find: async (read, vocabulary, [old = '', name = '']) => {
      const { id } = await requireNamedTerm(read, vocabulary, old)
      return { verb: 'change', kind: vocabulary.kind, id, input: { name: requireNewName(name) } }
    },
  },
  {
    ...{ name: 'merge', usage: 'FROM… INTO', min: 2, max: Infinity },
    summary: kind => `Make one ${kind} of several; all their names lead to the last.`,
    examples: [
      ['js ecmascript JavaScript', 'Everything under JavaScript; all three names lead there.'],
      ['film films cinema --dry-run', 'Shows the posts that it would touch.'],
    ],
    find: async (read, vocabulary, names) => {
      const into = await requireNamedTerm(read, vocabulary, names.at(-1) ?? '')
      const terms = await requireNamedTerms(read, vocabulary, names.slice(0, -1))
      const from = terms.map(({ id }) => id)
      return { verb: 'merge', kind: vocabulary.kind, from, into: into.id }
    },
  },
  {
    ...{ name: 'delete', usage: 'NAME…', min: 1, max: Infinity },
    summary: kind => `Take a ${kind} away from all posts.`,
    examples: [
      ['untagged', 'No post has it any more; undo brings it back.'],
      ['todo misc --dry-run --json', 'Only shows, as JSON, what would go.'],
    ],
    find: async (read, vocabulary, names) => {
      const terms = await requireNamedTerms(read, vocabulary, names)
      return { verb: 'delete', kind: vocabulary.kind, ids: terms.map(({ id }) => id) }
    },
  },
  {
    ...{ name: 'alias', usage: 'NAME OTHER', min: 2, max: 2 },
    summary: kind => `Let another name lead to a ${kind}.`,
    examples: [
      ['JavaScript js', 'Whoever writes js gets JavaScript.'],
      ['Databases db --dry-run', 'Only says whether the name is free.'],
    ],
    find: async (read, vocabulary, [known = '', other = '']) => {
      const { id } = await requireNamedTerm(read, vocabulary, known)
      return { verb: 'alias', kind: vocabulary.kind, id, name: requireNewName(other) }
    },
  },
  {
    ...{ name: 'free', usage: 'NAME', min: 1, max: 1 },
    summary: kind => `Let another name of a ${kind} lead nowhere again.`,
    examples: [
      ['js', 'The name js leads nowhere again.'],
      ['db --json', 'The same; answers as JSON.'],
    ],
    find: async (read, vocabulary, [name = '']) => {
      const { id } = await requireNamedTerm(read, vocabulary, name)
      return { verb: 'free', kind: vocabulary.kind, id, name: requireNewName(name) }
    },
  },
  {
    ...{ name: 'parent', usage: 'NAME [PARENT]', min: 1, max: 2 },
    summary: kind => `Put a ${kind} under another one, or under none.`,
    examples: [
      ['SQLite Databases', 'Puts SQLite under Databases.'],
      ['SQLite', 'Puts it under none.'],
      ['SQLite Databases --dry-run', 'Only shows it.'],
    ],
    find: async (read, vocabulary, [name = '', above = '']) => {
      const { id } = await requireNamedTerm(read, vocabulary, name)
      const parent = above === '' ? '' : (await requireNamedTerm(read, vocabulary, above)).name
      return { verb: 'change', kind: vocabulary.kind, id, input: { parent } }
    },
  },
  {
    ...{ name: 'convert', usage: 'NAME', min: 1, max: 1 },
    summary: kind => `Make a ${kind === 'tag' ? 'category of a tag' : 'tag of a category'}.`,
    examples: [
      ['Travel', 'Posts keep it, as the other kind.'],
      ['Travel --dry-run', 'Shows what would become of it.'],
    ],
    find: async (read, vocabulary, [name = '']) => {
      const { id } = await requireNamedTerm(read, vocabulary, name)
      return { verb: 'convert', kind: vocabulary.kind, id }
    },
  },
]

function verbCommand(vocabulary: Vocabulary, verb: Verb): Command {
  return {
    name: `${groupOf(vocabulary)} ${verb.name}`,
    usage: `${verb.usage} [--dry-run] [--json]`,
    summary: verb.summary(vocabulary.kind),
    examples: verb.examples.map(([typed, does]) => ({
      line: `blext ${groupOf(vocabulary)} ${verb.name} ${typed}`,
      does,
    })),
    run: async (args, io) => {
      const { values, positionals: names } = parseArgs({
        args,
        options: mannerOptions,
        allowPositionals: true,
      })
      if (names.length < verb.min || names.length > verb.max) {
        throw new UsageError(`${verb.name} takes ${verb.usage}.`)
      }
      return performTyped(io, values, read => verb.find(read, vocabulary, names))
    },
  }
}
