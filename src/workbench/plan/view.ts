import type { Read } from '../../db/doors.ts'
import type { Translate } from '../../i18n/translate.ts'
import { findClash, type Clash } from './clashes.ts'
import type { Measures } from './measures.ts'
import type { News } from './news.ts'
import type { PlanPreview, PlanStep } from './plan.ts'
import { sayStep } from './sentences.ts'

/** The page of a plan: each step in a sentence with its posts, and the site before and after. */
export async function viewPlan(read: Read, preview: PlanPreview, t: Translate) {
  const { steps, before, after, totals } = preview
  const lastAt = steps.length - 1
  return {
    steps: await Promise.all(
      steps.map(async (step, at) => ({
        ...(await viewStep(read, { ...step, clash: findClash(steps, at) }, t)),
        number: at + 1,
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
      { label: t('Posts touched'), value: totals.posts, isGrave: false },
      { label: t('Addresses that will redirect'), value: totals.redirects, isGrave: false },
      { label: t('Posts left with no tag'), value: totals.untagged, isGrave: totals.untagged > 0 },
    ],
    sizes: compareSizes(before, after),
  }
}

async function viewStep(
  read: Read,
  { id, request, seen, result, measures, news, clash }: PlanStep & { clash: Clash | null },
  t: Translate,
) {
  const posts = measures?.posts ?? []
  const count = measures?.count ?? 0
  return {
    id,
    sentence: await sayStep(read, { request, result, seen }, t),
    fault: result.ok ? '' : sayFault(result.faults, clash, t),
    isIdle: result.ok && result.done === null,
    countLabel: t('{count} posts', { count }),
    moreLabel: count > posts.length ? t('The first {count} posts', { count: posts.length }) : '',
    posts: posts.map(post => ({ title: post.title, editUrl: `/admin/posts/${post.id}/edit` })),
    news: news.map(item => sayNews(item, t)),
  }
}

function sayFault(
  { path = '', ...faults }: Record<string, string>,
  clash: Clash | null,
  t: Translate,
): string {
  if (clash) {
    return t('Step {number} takes “{name}” away before. Move this step before it, or remove one.', {
      ...clash,
    })
  }
  const [message = ''] = Object.values(faults)
  return t(message, { path })
}

function sayNews({ before, now }: News, t: Translate): string {
  const { name } = before
  if (!now) return t('“{name}” is gone since you planned this.', { name })
  if (now.name !== name) return t('“{name}” is called “{to}” now.', { name, to: now.name })
  return t('“{name}” had {before} posts when you planned this; it has {now} now.', {
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
