import { parseArgs } from 'node:util'
import { readSummary } from '../../history/list.ts'
import type { Vocabulary } from '../../taxonomy/vocabulary.ts'
import { listDismissed } from '../../history/dismissals.ts'
import { examineVocabulary } from '../../workbench/check-up/examine.ts'
import type { Command } from '../command.ts'
import { withSite } from '../site.ts'
import { groupOf } from './names.ts'
import { mannerOptions } from './perform.ts'

/** `blext tags suggest`: the check-up; it changes nothing, with `--dry-run` or without. */
export function suggestCommand(vocabulary: Vocabulary): Command {
  const group = groupOf(vocabulary)
  return {
    name: `${group} suggest`,
    usage: '[--all] [--json]',
    summary: `Look over the ${group} and say what may deserve a change; --all with what was dismissed.`,
    examples: examplesOf(group),
    run: async (args, io) => {
      const { values } = parseArgs({
        args,
        options: { ...mannerOptions, all: { type: 'boolean', default: false } },
      })
      const findings = await withSite(io.config, async ({ db, now, translate }) => {
        const t = translate('en')
        const dismissed = await listDismissed(db.read)
        const found = await examineVocabulary(db.read, vocabulary.kind, now())
        return found
          .filter(({ key }) => values.all || !dismissed.has(key))
          .map(({ sentence, advice, ...finding }) => ({
            ...finding,
            sentence: readSummary(sentence, t),
            advice: readSummary(advice, t),
            isDismissed: dismissed.has(finding.key),
          }))
      })
      const lines = findings.map(({ kind, sentence, advice }) =>
        [kind, sentence, `${advice}?`].join('\t'),
      )
      io.stdout.write(
        values.json ? `${JSON.stringify(findings)}\n` : lines.map(line => `${line}\n`).join(''),
      )
      return 0
    },
  }
}

const examplesOf = (group: string) => [
  { line: `blext ${group} suggest`, does: 'What may deserve a change, and how to do it.' },
  { line: `blext ${group} suggest --all --json`, does: 'Also what was dismissed, as JSON.' },
]
