import { argument, type Shortcode, type Translate } from './shortcode.ts'

/**
 * Links to other documents of the folder. They become `@/path`, as Zola writes them, until the
 * addresses of those documents are known.
 */
export const REFERENCES: Readonly<Record<string, Translate>> = {
  ref: code => refer(argument(code, ['path'], 0)),
  relref: code => refer(argument(code, ['path'], 0)),
  post_url: code => refer(argument(code, [], 0)),
  post_path: code => refer(argument(code, [], 0)),
  post_link: code => {
    const [name = '', ...words] = code.listed
    const title = words.filter(word => word !== 'true' && word !== 'false').join(' ')
    return name === '' ? null : `[${(title || name).replace(/[[\]]/gu, '\\$&')}](@/${name})`
  },
  link: referOrLink,
}

const refer = (path: string): string | null =>
  path === '' || /\s/u.test(path) ? null : `@/${path.replace(/^[@./]+/u, '')}`

// Jekyll: `{% link _posts/x.md %}`, an address; Hexo: `{% link text url [title] %}`, a whole link.
function referOrLink(code: Shortcode): string | null {
  const at = code.listed.findIndex(word => /^https?:\/\//u.test(word))
  if (at > 0) return `[${code.listed.slice(0, at).join(' ')}](${code.listed[at]})`
  const path = argument(code, ['path'], 0)
  if (code.listed.length !== 1) return null
  return /\.(?:md|markdown)$/u.test(path) ? refer(path) : `/${path.replace(/^\//u, '')}`
}
