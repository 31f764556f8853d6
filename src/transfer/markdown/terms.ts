import { mark } from '../../i18n/translate.ts'
import { nameKey } from '../../text/key.ts'
import { countChars, MAX_ALIASES, MAX_NAME_CHARS, MAX_TAGS } from '../../text/limits.ts'
import { cleanName } from '../../text/name.ts'
import { cleanOldPath } from '../../text/old-path.ts'
import type { Say } from '../report.ts'

/** The names of tags or categories as they may be: without commas, not too long, none twice. */
export function cleanTerms(names: readonly string[], say: Say): string[] {
  const terms = new Map<string, string>()
  for (const name of names.map(each => cleanTerm(each, say))) {
    const key = nameKey(name)
    if (key !== '' && !terms.has(key)) terms.set(key, name)
  }
  if (terms.size > MAX_TAGS) {
    say(null, mark('Only the first {max} tags were taken.'), { max: MAX_TAGS })
  }
  return [...terms.values()].slice(0, MAX_TAGS)
}

/** The old addresses of a document as paths of this site; what leads out of it is left out. */
export function cleanAliases(aliases: readonly string[], say: Say): string[] {
  const paths = new Set<string>()
  for (const alias of aliases.slice(0, MAX_ALIASES)) {
    const path = cleanOldPath(alias)
    if (path === null) {
      say(null, mark('The old address “{alias}” cannot be one of this site and was left out.'), {
        alias,
      })
    } else paths.add(path)
  }
  if (aliases.length > MAX_ALIASES) {
    say(null, mark('Only the first {max} old addresses were taken.'), { max: MAX_ALIASES })
  }
  return [...paths]
}

function cleanTerm(written: string, say: Say): string {
  const name = cleanName(written.replace(/[,，]+/gu, ' '))
  if (/[,，]/u.test(written)) {
    say(null, mark('“{written}” is now “{name}”: names hold no comma.'), { written, name })
  }
  if (countChars(name) <= MAX_NAME_CHARS) return name
  const cut = Array.from(name).slice(0, MAX_NAME_CHARS).join('').trim()
  say(null, mark('A name of more than {max} characters was cut: “{name}”.'), {
    max: MAX_NAME_CHARS,
    name: cut,
  })
  return cut
}
