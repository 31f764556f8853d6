import { createHash } from 'node:crypto'

/** The address of the site's own style sheet, which changes with its content; '' when there is none. */
export function customStylesAddress(css: string): string {
  if (css === '') return ''
  return `/custom.css?v=${createHash('sha256').update(css).digest('hex').slice(0, 12)}`
}
