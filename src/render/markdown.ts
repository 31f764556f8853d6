import { Marked } from 'marked'
import footnotes from 'marked-footnote'
import type { Translate } from '../i18n/translate.ts'
import { mathExtensions } from './math-syntax.ts'

/** Markdown (CommonMark, GFM, footnotes, mathematics) as HTML that is not yet clean. */
export function parseMarkdown(body: string, t: Translate): string {
  // The footnotes' extension keeps its state in the instance, so each text has its own.
  const marked = new Marked({ gfm: true, async: false })
  marked.use({ extensions: mathExtensions() })
  marked.use(
    footnotes({
      description: t('Footnotes'),
      backRefLabel: t('Back to reference {number}', { number: '{0}' }),
    }),
  )
  return marked.parse(body, { async: false })
}
