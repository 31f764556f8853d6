import { readSummary } from '../../history/list.ts'
import type { Translate } from '../../i18n/translate.ts'
import type { Finding } from './finding.ts'
import type { NamedReport, NotUndone } from './report.ts'

type Manner = { t: Translate; language: string; timeZone: string }

/** A finding in the reader's language. */
export function viewFinding({ code, text, plan, count, rows }: Finding, t: Translate) {
  const counted =
    code === 'rules-lost' ? t('{count} rules', { count }) : t('{count} rows', { count })
  return { code, text: t(text), plan: t(plan), rows, count: counted }
}

/** A repair that was made, as the list of them shows it. */
export function viewReport(report: NamedReport, { t, language, timeZone }: Manner) {
  const { name, at, state, backup, left, notUndone = [] } = report
  const dates = new Intl.DateTimeFormat(language, {
    ...{ dateStyle: 'medium', timeStyle: 'medium', timeZone },
  })
  return {
    ...{ name, backup, dateTime: at, date: dates.format(new Date(at)) },
    done: report.findings.map(finding => viewFinding(finding, t)),
    left: left.map(finding => t(finding.text)),
    notUndone: notUndone.map(each => viewNotUndone(each, t)),
    isUndone: state === 'undone',
    mayUndo: state === 'done' && hasSomethingToUndo(report),
  }
}

/** What an undo could not put back, and why. */
export const viewNotUndone = ({ what, why }: NotUndone, t: Translate): string =>
  `${what}. ${readSummary(why, t)}`

const hasSomethingToUndo = ({ operations, repairs }: NamedReport): boolean =>
  operations.length > 0 || repairs.some(({ rows }) => rows.length > 0)
