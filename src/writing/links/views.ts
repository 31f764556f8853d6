import { pageAddress } from '../../http/pagination.ts'
import { mark, type Translate } from '../../i18n/translate.ts'
import type { countBroken, BrokenFilter, BrokenLink, LinkProblem } from './broken.ts'
import { rewritingUrl } from './offer.ts'

const LABELS: Record<LinkProblem, string> = {
  missing: mark('Lead nowhere'),
  moved: mark('Redirected'),
  anchor: mark('Missing anchors'),
  image: mark('Missing files'),
  hidden: mark('Lead to hidden posts'),
}

const REASONS: Record<LinkProblem, string> = {
  missing: mark('There is nothing at this address.'),
  moved: mark('Redirects to {present}'),
  anchor: mark('The page has no such anchor.'),
  image: mark('There is no such file in the media.'),
  hidden: mark('A draft, scheduled or in the trash: readers do not see it.'),
}

type Counts = Awaited<ReturnType<typeof countBroken>>

/** The tabs over the list, each with its count. */
export function viewLinkTabs(counts: Counts, { problem, q }: BrokenFilter, t: Translate) {
  const tabs = [
    { name: '' as const, label: t('All problems'), count: counts.all },
    ...(Object.keys(LABELS) as LinkProblem[]).map(name => {
      return { name, label: t(LABELS[name]), count: counts[name] }
    }),
  ]
  return tabs.map(({ name, ...tab }) => ({
    ...tab,
    url: pageAddress('/admin/links', { problem: name, q }, 1),
    current: name === problem,
  }))
}

/** One broken link: where it stands, where it leads, why that is wrong, and what may mend it. */
export function viewBroken(link: BrokenLink, t: Translate) {
  const address = link.path + (link.fragment === '' ? '' : `#${link.fragment}`)
  const source = link.problem === 'anchor' ? address : link.path
  const target = link.anchor === null ? link.present : `${link.path}#${link.anchor}`
  const find = new URLSearchParams({ find: link.path })
  return {
    title: link.title,
    editUrl: `/admin/posts/${link.postId}/edit?${find.toString()}`,
    address,
    problem: link.problem,
    label: t(LABELS[link.problem]),
    reason: t(REASONS[link.problem], { present: link.present ?? '' }),
    source,
    target: target ?? '',
    rewriteUrl: target === null ? null : rewritingUrl({ from: [source], to: target }),
  }
}
