import { readSummary } from '../../history/list.ts'
import { mark, type Translate } from '../../i18n/translate.ts'
import { findingKinds, type Finding, type FindingKind } from './finding.ts'
import { groupItems } from './group.ts'

const SHOWN = 50

const HEADINGS: Record<FindingKind, string> = {
  same: mark('The same name twice'),
  letter: mark('One letter apart'),
  plural: mark('Singular and plural'),
  twins: mark('Always together'),
  inside: mark('One inside another'),
  category: mark('Tag and category'),
  broad: mark('On very many posts'),
  asleep: mark('Asleep for three years'),
  once: mark('Used once'),
  unused: mark('Not used'),
}

type Marks = { dismissed: Set<string>; planned: Set<string> }

/** The page of the check-up: what was found, by kind, and what was dismissed. */
export function viewCheckUp(findings: Finding[], { dismissed, planned }: Marks, t: Translate) {
  const open = findings.filter(({ key }) => !dismissed.has(key))
  const byKind = groupItems(open, ({ kind }) => kind)
  return {
    total: open.length,
    groups: findingKinds.flatMap(kind => {
      const found = byKind.get(kind) ?? []
      if (found.length === 0) return []
      const shown = found.slice(0, SHOWN).map(finding => viewFinding(finding, planned, t))
      const rest = found.length - shown.length
      return [{ id: kind, heading: t(HEADINGS[kind]), count: found.length, findings: shown, rest }]
    }),
    dismissed: findings
      .filter(({ key }) => dismissed.has(key))
      .map(finding => viewFinding(finding, planned, t)),
  }
}

function viewFinding(
  { key, sentence, advice, request }: Finding,
  planned: Set<string>,
  t: Translate,
) {
  return {
    key,
    sentence: readSummary(sentence, t),
    advice: readSummary(advice, t),
    isPlanned: planned.has(JSON.stringify(request)),
  }
}
