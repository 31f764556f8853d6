import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../context.ts'

/** A folder of `views/themes/`: readers' views, one style sheet, and whatever these name. */
export type Theme = {
  name: string
  folder: string
  /** The address of its style sheet, which changes with its content. */
  styles: string
  /** The whole style sheet as it is sent: what all themes share, then its own. */
  css: string
  /** The view of a page; what a theme lacks, the first theme has. */
  view: (page: string) => string
}

/** The theme of a new site, whose views stand in for those that another theme lacks. */
export const firstTheme = 'margin'

const FOLDER = join(root, 'views', 'themes')
const SHARED = ['tokens.css', 'reading.css'].map(name => join(root, 'public', 'css', name))

/** The themes that are there: every folder with a `theme.css`, the first theme first. */
export function readThemes(): [Theme, ...Theme[]] {
  const others = readdirSync(FOLDER).filter(name => name !== firstTheme && isTheme(name))
  return [readTheme(firstTheme), ...others.sort().map(readTheme)]
}

function isTheme(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name) && existsSync(join(FOLDER, name, 'theme.css'))
}

function readTheme(name: string): Theme {
  const folder = join(FOLDER, name)
  const sheets = [...SHARED, join(folder, 'theme.css')]
  const css = sheets.map(path => readFileSync(path, 'utf8')).join('\n')
  const hash = createHash('sha256').update(css).digest('hex').slice(0, 12)
  const has = (page: string) => existsSync(join(folder, `${page}.ejs`))
  return {
    name,
    folder,
    styles: `/themes/${name}/theme.css?v=${hash}`,
    css,
    view: page => `themes/${has(page) ? name : firstTheme}/${page}`,
  }
}
