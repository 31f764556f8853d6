import type { Database, Read, Tx } from '../../db/doors.ts'
import { rehearse } from '../../db/rehearsal.ts'
import { readSummary } from '../../history/list.ts'
import type { Translate } from '../../i18n/translate.ts'
import type { Who } from '../../taxonomy/changes.ts'
import { measureStep } from '../../workbench/plan/measures.ts'
import { performRequest, type Performed, type VocabularyRequest } from '../../workbench/requests.ts'
import { Refusal, type Io } from '../command.ts'
import { withSite } from '../site.ts'

export type Manner = { 'dry-run': boolean; json: boolean }

/** The options that every change of the vocabulary has, for `parseArgs`. */
export const mannerOptions = {
  'dry-run': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

type Deed = (tx: Tx, who: Who) => Promise<Performed>

type Report = {
  dryRun: boolean
  /** null when nothing had to change, and in a dry run. */
  operation: number | null
  summary: string
  posts: { count: number; first: { id: number; title: string }[] }
}

/** Does what a request asks for, or only shows it with `--dry-run`; `find` makes the request of what was typed. */
export function performTyped(
  io: Io,
  manner: Manner,
  find: (read: Read) => Promise<VocabularyRequest>,
): Promise<number> {
  return performDeed(io, manner, async read => {
    const request = await find(read)
    return (tx, who) => performRequest(tx, request, who)
  })
}

/** As `performTyped`, for what is no request of the vocabulary. */
export async function performDeed(
  io: Io,
  manner: Manner,
  find: (read: Read) => Promise<Deed>,
): Promise<number> {
  const report = await withSite(io.config, async ({ db, now, translate }) => {
    const deed = await find(db.read)
    const run = (tx: Tx) => runDeed(tx, deed, { actor: { id: null }, now: now() })
    const { performed, measures } = await decide(db, manner, run)
    if (!performed.ok) throw new Refusal(sayFaults(performed.faults))
    return reportOn({ done: performed.done, measures }, manner, translate('en'))
  })
  io.stdout.write(manner.json ? `${JSON.stringify(report)}\n` : describeReport(report))
  return 0
}

/** Does it, or only tries it. */
export const decide = <Result>(
  db: Database,
  manner: Manner,
  run: (tx: Tx) => Promise<Result>,
): Promise<Result> => (manner['dry-run'] ? rehearse(db, run) : db.write(run))

async function runDeed(tx: Tx, deed: Deed, who: Who) {
  const performed = await deed(tx, who)
  const operationId = performed.ok ? performed.done?.operationId : undefined
  return {
    performed,
    measures: operationId === undefined ? null : await measureStep(tx, operationId),
  }
}

function sayFaults({ path = '', ...faults }: Record<string, string>): string {
  return (Object.values(faults)[0] ?? '').replace('{path}', path)
}

type Found = {
  done: Extract<Performed, { ok: true }>['done']
  measures: Awaited<ReturnType<typeof measureStep>> | null
}

function reportOn({ done, measures }: Found, manner: Manner, t: Translate): Report {
  const dryRun = manner['dry-run']
  return {
    dryRun,
    operation: done && !dryRun ? done.operationId : null,
    summary: done ? readSummary(done.summary, t) : 'Nothing had to change',
    posts: { count: measures?.count ?? 0, first: measures?.posts ?? [] },
  }
}

function describeReport({ dryRun, operation, summary, posts }: Report): string {
  if (operation !== null) return `${summary} (take it back with: blext undo ${operation}).\n`
  if (!dryRun) return `${summary}.\n`
  const more = posts.count - posts.first.length
  return [
    `A dry run, nothing was written: ${summary}.`,
    ...posts.first.map(({ id, title }) => `  ${id}\t${title}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ]
    .map(line => `${line}\n`)
    .join('')
}
