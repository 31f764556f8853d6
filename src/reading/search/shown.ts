import { postPath } from '../addresses.ts'
import type { Surroundings } from '../head.ts'
import { showDate } from '../pages.ts'
import type { Part } from './excerpts.ts'
import type { Found, Hit } from './search.ts'

/** A hit as the page prints it. */
export function showHit(around: Surroundings, hit: Hit) {
  const untitled = [{ text: around.t('Untitled'), marked: false }]
  return {
    url: postPath(hit.slug),
    title: hit.title.length > 0 ? hit.title : untitled,
    excerpt: hit.excerpt,
    published: showDate(around, hit.publishedAt),
  }
}

/** What was found as a script takes it; in `titleHtml` and `html` everything but the marks is escaped. */
export function showResults(around: Surroundings, { hits, total, isMore, pages }: Found) {
  const results = hits.map(hit => {
    const { url, title, excerpt, published } = showHit(around, hit)
    return {
      title: title.map(({ text }) => text).join(''),
      titleHtml: drawMarked(title),
      url,
      html: drawMarked(excerpt),
      date: published.iso,
      dateText: published.text,
    }
  })
  return { total, isMore, next: pages.next, results }
}

function drawMarked(parts: Part[]): string {
  return parts
    .map(({ text, marked }) => (marked ? `<mark>${escapeText(text)}</mark>` : escapeText(text)))
    .join('')
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeText = (text: string): string => text.replace(/[&<>"']/g, sign => ESCAPES[sign] ?? sign)
