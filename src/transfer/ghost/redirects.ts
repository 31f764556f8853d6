import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { CORE_SCHEMA, load } from 'js-yaml'
import { mark } from '../../i18n/translate.ts'
import { cleanOldPath } from '../../text/old-path.ts'
import { remarkOn, type ImportRemark } from '../report.ts'
import { parseJson, textOf, type Json } from './json.ts'

export type GhostRedirects = {
  forwards: { path: string; target: string }[]
  remarks: ImportRemark[]
}

const NAMES = ['redirects.yaml', 'redirects.yml', 'redirects.json']
const MAX_BYTES = 1024 * 1024

/** Reads the redirects that stand beside an export. */
export async function readRedirects(folder: string): Promise<GhostRedirects> {
  const found: GhostRedirects = { forwards: [], remarks: [] }
  for (const name of NAMES) {
    const path = join(folder, name)
    const size = await stat(path).then(
      file => (file.isFile() ? file.size : null),
      () => null,
    )
    if (size === null || size > MAX_BYTES) continue
    takeRedirects(found, path, await readFile(path, 'utf8'))
  }
  return found
}

function takeRedirects({ forwards, remarks }: GhostRedirects, path: string, text: string): void {
  const file = basename(path)
  const rows = file.endsWith('.json') ? listJson(parseJson(text)) : listYaml(text)
  if (rows === null) {
    remarks.push(remarkOn(file, null, mark('The redirects cannot be read.')))
    return
  }
  for (const { from, to } of rows) {
    const clean = cleanOldPath(literalPath(from) ?? '')
    if (clean !== null && to !== '') forwards.push({ path: clean, target: to })
    else
      remarks.push(
        remarkOn(
          file,
          null,
          mark('The redirect from {from} is a pattern or no path; it stays behind.'),
          { from },
        ),
      )
  }
}

type Row = { from: string; to: string }

function listJson(json: Json): Row[] | null {
  if (!Array.isArray(json)) return null
  return (json as Json[]).map(row => ({ from: textOf(row, 'from'), to: textOf(row, 'to') }))
}

// `301:` and `302:`, each with paths and where they lead.
function listYaml(text: string): Row[] | null {
  if (/(?:^|[\s[{,:-])[&*][^\s,\]}]/mu.test(text)) return null
  try {
    const groups = Object.values(
      (load(text, { schema: CORE_SCHEMA }) ?? {}) as Record<string, Json>,
    )
    return groups.flatMap(group =>
      typeof group === 'object' && group !== null
        ? Object.entries(group).map(([from, to]) => ({
            from,
            to: typeof to === 'string' ? to : '',
          }))
        : [],
    )
  } catch {
    return null
  }
}

// Ghost takes patterns; those that mean one path only are one.
function literalPath(from: string): string | null {
  const path = from
    .replace(/^\^/u, '')
    .replace(/\$$/u, '')
    .replace(/\/?\\?\/\?$|\/\?$/u, '')
    .replaceAll('\\/', '/')
  return /^\/[^()[\]*+?|^$\\]*$/u.test(path) ? path : null
}
