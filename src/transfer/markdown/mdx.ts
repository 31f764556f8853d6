import { blankCode } from '../../text/blank-code.ts'

const MODULE =
  /^(?:import\s[^\n]*['"][^'"\n]+['"];?|export\s+(?:const|let|var|default)\s[^\n]*)[ \t]*$/gmu

/** The text of an MDX document without its imports and exports; its components stay. */
export function dropModules(body: string): string {
  let text = ''
  let at = 0
  for (const { 0: line, index } of blankCode(body).matchAll(MODULE)) {
    text += body.slice(at, index)
    at = index + line.length
  }
  return (text + body.slice(at)).replace(/^\s*\n/u, '')
}
