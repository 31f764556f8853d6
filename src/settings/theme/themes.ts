import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../context.ts'
import { mark } from '../../i18n/translate.ts'

/** A folder of `views/themes/`: a style sheet, what this names, and the views that differ from the first theme's. */
export type Theme = {
  name: string
  /** What people call it, and its sentence about itself: the first comment of its style sheet. */
  label: string
  about: string
  folder: string
  /** The address of a picture of it, or ''. */
  picture: string
  /** The address of its style sheet, which changes with its content. */
  styles: string
  /** The whole style sheet as it is sent: what all themes share, then its own. */
  css: string
  /** The view of a page or of a part of one; what a theme lacks, the first theme has. */
  view: (page: string) => string
}

/** The theme of a new site, whose views stand in for those that another theme lacks. */
export const firstTheme = 'margin'

/** What the themes that come with the program say of themselves, for the catalogues. */
export const shippedAbout = [
  mark('One quiet column, and the margin for what stands beside it: dates, contents, footnotes.'),
  mark(
    'A literary magazine. A masthead, thin rules, a lead story and two columns below it; initials and small ornaments in the text.',
  ),
]

const FOLDER = join(root, 'views', 'themes')
const SHARED = ['tokens.css', 'reading.css', 'avatar.css']

/** The themes that are there: every folder with a `theme.css`, the first theme first. */
export function readThemes(): [Theme, ...Theme[]] {
  const shared = SHARED.map(name => readFileSync(join(root, 'public', 'css', name), 'utf8'))
  const others = readdirSync(FOLDER).filter(name => name !== firstTheme && isTheme(name))
  return [
    readTheme(firstTheme, shared),
    ...others.sort().map((name: string) => readTheme(name, shared)),
  ]
}

function isTheme(name: string): boolean {
  return /^[a-z0-9-]+$/.test(name) && existsSync(join(FOLDER, name, 'theme.css'))
}

function readTheme(name: string, shared: string[]): Theme {
  const folder = join(FOLDER, name)
  const own = readFileSync(join(folder, 'theme.css'), 'utf8')
  const css = [...shared, own].join('\n')
  const [, label = name, about = ''] = /^\s*\/\*\s*([^:*]+): ([^*]+?)\s*\*\//.exec(own) ?? []
  const files = new Set(readdirSync(folder))
  return {
    ...{ name, label, about, folder, css },
    picture: files.has('preview.webp') ? `/themes/${name}/preview.webp` : '',
    styles: `/themes/${name}/theme.css?v=${hashOf(css)}`,
    view: page => `themes/${files.has(`${page}.ejs`) ? name : firstTheme}/${page}`,
  }
}

function hashOf(css: string): string {
  return createHash('sha256').update(css).digest('hex').slice(0, 12)
}
