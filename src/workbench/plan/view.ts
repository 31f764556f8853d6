import type { Read } from '../../db/doors.ts'
import { readSummary } from '../../history/list.ts'
import { mark, type Translate } from '../../i18n/translate.ts'
import type { VocabularyRequest } from '../requests.ts'
import type { Measures } from './measures.ts'
import type { News } from './news.ts'
import type { PlanPreview, PlanStep } from './plan.ts'

/** The page of a plan: each step in a sentence with its posts, and the site before and after. */
export async function viewPlan(read: Read, preview: PlanPreview, t: Translate) {
  const { steps, before, after, totals } = preview
  const lastAt = steps.length - 1
  return {
    steps: await Promise.all(
      steps.map(async (step, at) => ({
        ...(await viewStep(read, step, t)),
        mayRise: at > 0,
        maySink: at < lastAt,
      })),
    ),
    mayApply: steps.length > 0 && steps.every(step => step.result.ok),
    totals: [
      { label: t('Tags'), before: before.tags, after: after.tags },
      { label: t('Categories'), before: before.categories, after: after.categories },
    ],
    facts: [
      t('{count} posts are touched', { count: totals.posts }),
      t('{count} addresses will redirect', { count: totals.redirects }),
      t('{count} posts are left with no tag', { count: totals.untagged }),
    ],
    sizes: compareSizes(before, after),
  }
}

async function viewStep(
  read: Read,
  { id, request, result, measures, news }: PlanStep,
  t: Translate,
) {
  return {
    id,
    sentence: await sayStep(read, { request, result }, t),
    fault: result.ok ? '' : sayFault(result.faults, t),
    count: measures?.count ?? 0,
    countLabel: t('{count} posts', { count: measures?.count ?? 0 }),
    posts: (measures?.posts ?? []).map(post => ({
      title: post.title,
      editUrl: `/admin/posts/${post.id}/edit`,
    })),
    news: news.map(item => sayNews(item, t)),
  }
}

function sayFault({ path = '', ...faults }: Record<string, string>, t: Translate): string {
  const [message = ''] = Object.values(faults)
  return t(message, { path })
}

function sayStep(
  read: Read,
  { request, result }: Pick<PlanStep, 'request' | 'result'>,
  t: Translate,
): Promise<string> {
  if (result.ok && result.done) return Promise.resolve(readSummary(result.done.summary, t))
  return sayRequest(read, request, t)
}

const VERBS: Record<VocabularyRequest['verb'], string> = {
  add: mark('Add {names}'),
  change: mark('Change {names}'),
  merge: mark('Merge {names}'),
  delete: mark('Delete {names}'),
  alias: mark('Add a name to {names}'),
  free: mark('Free a name of {names}'),
  split: mark('Split {names}'),
  convert: mark('Convert {names}'),
  retag: mark('Change the tags of posts: {names}'),
}

// A step that does nothing, or cannot be done, is named by what it is about.
async function sayRequest(read: Read, request: VocabularyRequest, t: Translate): Promise<string> {
  const names = await namesOf(read, request)
  return t(VERBS[request.verb], { names: names.map(name => `“${name}”`).join(', ') || '–' })
}

async function namesOf(read: Read, request: VocabularyRequest): Promise<string[]> {
  if (request.verb === 'add') return [request.input.name ?? '']
  if (request.verb === 'retag') return request.tags
  const ids =
    request.verb === 'merge'
      ? [...request.from, request.into]
      : 'ids' in request
        ? request.ids
        : [request.id]
  const where = { id: { in: ids } }
  const found =
    request.kind === 'tag'
      ? await read.tag.findMany({ where })
      : await read.category.findMany({ where })
  return found.map(term => term.name)
}

function sayNews({ before, now }: News, t: Translate): string {
  const { name } = before
  if (!now) return t('“{name}” is gone since you planned this.', { name })
  if (now.name !== name) return t('“{name}” is called “{to}” now.', { name, to: now.name })
  return t('“{name}” had {before} posts when you planned this, and has {now} now.', {
    name,
    before: before.posts,
    now: now.posts,
  })
}

// Only the categories that change.
function compareSizes(before: Measures, after: Measures) {
  const sizes = (measures: Measures) =>
    new Map(measures.sizes.map(({ name, posts }) => [name, posts]))
  const [was, is] = [sizes(before), sizes(after)]
  return [...new Set([...was.keys(), ...is.keys()])]
    .map(name => ({ name, before: was.get(name) ?? null, after: is.get(name) ?? null }))
    .filter(size => size.before !== size.after)
}
