import type { Response } from 'express'
import type { Context } from '../../context.ts'
import type { Read } from '../../db/doors.ts'
import type { ImportRun } from '../../db/generated/sqlite/client.ts'
import { isAtWork } from '../../history/import-at-work.ts'
import { countPages, readPage } from '../../http/pagination.ts'
import type { Translate } from '../../i18n/translate.ts'
import { lineKinds, type LineKind } from '../engine/lines.ts'
import { findFormat, formats } from '../formats.ts'
import type { ImportRemark } from '../report.ts'
import { countPlan, listPlan, type PlanLine } from './plan.ts'
import { readReport } from './runs.ts'

type Locals = Response['locals']

const PER_PAGE = 50
const PAST = 50

/** The page of all imports: what can be handed over, and what was. */
export async function viewImports({ config, db, now }: Context, { t, language, site }: Locals) {
  const people = await db.read.user.findMany({
    where: { disabled: false },
    select: { username: true, displayName: true },
    orderBy: { username: 'asc' },
  })
  const runs = await db.read.importRun.findMany({
    orderBy: { id: 'desc' },
    take: PAST,
    include: WITH_OPERATION,
  })
  const dates = new Intl.DateTimeFormat(language, {
    ...{ dateStyle: 'medium', timeStyle: 'short', timeZone: site.timeZone },
  })
  const past = []
  for (const run of runs) {
    const counts = await countPlan(db.read, run.id)
    past.push({
      ...{ url: `/admin/import/${run.id}`, name: run.name, date: dates.format(run.createdAt) },
      ...{ state: sayState(run, now(), t), numbers: sayNumbers(counts, t) },
      undoUrl: undoUrlOf(run),
    })
  }
  return {
    errors: {},
    maxMb: Math.floor(config.maxImportBytes / 1024 / 1024),
    formats: formats.map(({ label, about }) => ({ label: t(label), about: t(about) })),
    formatChoices: [
      { value: '', label: t('Find out by itself') },
      ...formats.map(({ name, label }) => ({ value: name, label: t(label) })),
    ],
    authorChoices: [
      { value: '', label: t('As the documents say') },
      ...people.map(({ username, displayName }) => ({ value: username, label: displayName })),
    ],
    past,
  }
}

const WITH_OPERATION = {
  operation: { select: { id: true, undone: { select: { id: true } } } },
} as const

type RunWithOperation = ImportRun & {
  operation: { id: number; undone: { id: number } | null } | null
}

/** The page of one import: how far it is, its plan, or what it did. */
export async function viewRun(
  { db, now }: Context,
  run: RunWithOperation,
  query: Record<string, unknown>,
  { t }: Locals,
) {
  const counts = await countPlan(db.read, run.id)
  const kind = lineKinds.find(each => each === query['kind'])
  const page = readPage(query['page'])
  const window = { kind, take: PER_PAGE, skip: (page - 1) * PER_PAGE }
  const lines = await listPlan(db.read, run.id, window)
  const total = kind ? counts[kind] : Object.values(counts).reduce((sum, each) => sum + each, 0)
  const path = `/admin/import/${run.id}`
  const atWork = isAtWork(run, now())
  const { refused } = readReport(run)
  return {
    run: { id: run.id, name: run.name, format: sayFormat(run, t), author: run.author },
    ...{ atWork, ...stepsOf(run, atWork) },
    state: sayState(run, now(), t),
    fault: refused && !atWork ? t(refused.text, refused.parameters) : '',
    progress: { done: run.done, total: run.total },
    totals: listTotals(run, counts, t),
    names: listNames(run),
    filters: listFilters(path, counts, kind, t),
    lines: await Promise.all(lines.map(line => viewLine(db.read, line, t))),
    pages: countPages({ page, perPage: PER_PAGE, total }, path, kind ? { kind } : {}),
    operationUrl: run.operation && `/admin/operations/${run.operation.id}`,
    undoUrl: undoUrlOf(run),
    ...(atWork ? { refresh: '2' } : {}),
  }
}

const undoUrlOf = ({ operation }: RunWithOperation): string | null =>
  operation && !operation.undone ? `/admin/operations/${operation.id}/undo` : null

function stepsOf({ state, operation }: RunWithOperation, atWork: boolean) {
  const isBroken = !atWork && ['planning', 'applying', 'stopped', 'failed'].includes(state)
  const hasBegun = operation !== null && operation.undone === null
  return {
    isPlan: state === 'planning' || state === 'planned',
    mayApply: state === 'planned',
    mayResume: isBroken && hasBegun,
    mayPlan: isBroken && !hasBegun,
  }
}

function sayState(run: RunWithOperation, now: Date, t: Translate): string {
  if (run.operation?.undone) return t('Undone')
  const { state } = run
  if (!isAtWork(run, now) && (state === 'planning' || state === 'applying')) return t('Interrupted')
  const states: Record<string, string> = {
    planning: t('The plan is being worked out'),
    planned: t('Planned, nothing has changed yet'),
    applying: t('Being imported'),
    done: t('Imported'),
    stopped: t('Stopped on the way'),
    failed: t('Failed'),
  }
  return states[state] ?? state
}

function sayFormat({ format }: ImportRun, t: Translate): string {
  const found = findFormat(format)
  return found ? t(found.label) : ''
}

function sayNumbers({ added, updated, skipped }: Record<LineKind, number>, t: Translate): string {
  return [
    t('{number} new', { number: added }),
    t('{number} changed', { number: updated }),
    ...(skipped > 0 ? [t('{number} skipped', { number: skipped })] : []),
  ].join(', ')
}

function listTotals(run: ImportRun, counts: Record<LineKind, number>, t: Translate) {
  const { images, redirects, people, tagCount, categoryCount } = readReport(run)
  const optional: [string, number | undefined][] = [
    [t('New tags'), tagCount],
    [t('New categories'), categoryCount],
    [t('New people'), people],
    [t('New images'), images],
    [t('Old addresses kept'), redirects],
  ]
  return [
    { label: t('New'), value: counts.added, isGrave: false },
    { label: t('Changed'), value: counts.updated, isGrave: false },
    { label: t('Same'), value: counts.unchanged, isGrave: false },
    { label: t('Skipped'), value: counts.skipped, isGrave: counts.skipped > 0 },
    ...optional.flatMap(([label, value]) => (value ? [{ label, value, isGrave: false }] : [])),
  ]
}

function listNames(run: ImportRun) {
  const { tags = [], categories = [], tagCount = 0, categoryCount = 0 } = readReport(run)
  return {
    ...{ tags, categories },
    moreTags: tagCount - tags.length,
    moreCategories: categoryCount - categories.length,
  }
}

const kindLabels = (t: Translate): Record<LineKind, string> => ({
  added: t('New'),
  updated: t('Changed'),
  unchanged: t('Same'),
  skipped: t('Skipped'),
  remark: t('Left out'),
})

function listFilters(
  path: string,
  counts: Record<LineKind, number>,
  chosen: LineKind | undefined,
  t: Translate,
) {
  const labels = kindLabels(t)
  const shown = lineKinds.filter(kind => counts[kind] > 0)
  return [
    { label: t('All'), url: path, isChosen: chosen === undefined },
    ...shown.map(kind => ({
      label: `${labels[kind]} (${counts[kind]})`,
      url: `${path}?kind=${kind}`,
      isChosen: kind === chosen,
    })),
  ]
}

async function viewLine(read: Read, line: PlanLine, t: Translate) {
  const { kind, file, title, postId, details } = line
  const post =
    postId === null
      ? null
      : await read.post.findUnique({ where: { id: postId }, select: { id: true } })
  const { fields = [], tags, category, remarks } = details
  const others = fields.filter(name => name !== 'tags' && name !== 'category')
  return {
    ...{ kind, file, title, label: kindLabels(t)[kind] },
    editUrl: post && `/admin/posts/${post.id}/edit`,
    fields: others.map(name => fieldLabels(t)[name] ?? name),
    lost: tags ? tags.before.filter(name => !tags.after.includes(name)) : [],
    gained: tags ? tags.after.filter(name => !tags.before.includes(name)) : [],
    kept: tags ? tags.after.filter(name => tags.before.includes(name)) : [],
    isRetagged: tags !== undefined,
    category: category ?? null,
    remarks: remarks.map(remark => sayRemarkIn(remark, t)),
  }
}

const fieldLabels = (t: Translate): Record<string, string> => ({
  kind: t('Kind'),
  title: t('Title'),
  body: t('Text'),
  slug: t('Address'),
  excerpt: t('Excerpt'),
  status: t('Status'),
  publishedAt: t('Date'),
  pinned: t('Pinned'),
  language: t('Language'),
  canonicalUrl: t('Published first at'),
  cover: t('Picture'),
  noindex: t('Hidden from search engines'),
  series: t('Series'),
  seriesPosition: t('Part'),
})

function sayRemarkIn({ line, text, parameters }: ImportRemark, t: Translate): string {
  const said = t(text, parameters)
  return line === null ? said : t('Line {line}: {text}', { line, text: said })
}
