import type { Translate } from '../../../i18n/translate.ts'
import { INDEX } from './search-index.ts'

const FORM = /<form\b([^>]*)\sdata-search(?:="")?>/u
const FILTERS = /<details class="search-filters"[^]*?<\/details>/u

/** The page of the search, which asks files instead of the server; without a script it says so and leads to the archive. */
export function makeSearchStatic(
  html: string,
  { base, t }: { base: string; t: Translate },
): string {
  const needed = t(
    'This search runs in your browser and needs JavaScript. The archive lists every post:',
  )
  const archive = `<a href="${base}archive/">${t('Archive')}</a>`
  return html
    .replace(FILTERS, '')
    .replace(FORM, `<form$1 data-file-search="${base}${INDEX}">`)
    .replace(
      '</header>\n<div class="search-results"',
      `<noscript><p>${needed} ${archive}</p></noscript></header>\n<div class="search-results"`,
    )
    .replace(
      '</head>',
      `<script type="module" src="${base}build/file-search.js"></script>\n</head>`,
    )
}
