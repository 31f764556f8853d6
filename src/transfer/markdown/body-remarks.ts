import { mark } from '../../i18n/translate.ts'
import type { Say } from '../report.ts'
import { blankCode } from '../../text/blank-code.ts'
import { lineAt } from './code.ts'

const FINDINGS: readonly { pattern: RegExp; text: string }[] = [
  {
    pattern: /^[ \t]*\{:/mu,
    text: mark('This is a mark of kramdown; it stays in the text as it is.'),
  },
  {
    pattern: /<[A-Z][A-Za-z.]*(?:\s|\/?>)/u,
    text: mark('This is a component of another program; readers do not see it.'),
  },
  {
    pattern: /<(?:script|iframe|object|embed|form|style|svg)\b/iu,
    text: mark('This HTML stays in the text, but readers do not see it: it is not safe.'),
  },
  {
    pattern: /\ufffd/u,
    text: mark('A letter here was lost before the import (�).'),
  },
]

/** Remarks on what a body holds that will not look as it did, at the first place of each; `firstLine` is the body's. */
export function remarkOnBody(body: string, firstLine: number, say: Say): void {
  const text = blankCode(body)
  for (const finding of FINDINGS) {
    const at = text.search(finding.pattern)
    if (at !== -1) say(firstLine - 1 + lineAt(text, at), finding.text)
  }
}
