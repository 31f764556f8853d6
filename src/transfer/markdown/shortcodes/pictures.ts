import { argument, type Shortcode, type Translate } from './shortcode.ts'

/** Shortcodes that show a picture, a film or a sound of the site's own. */
export const PICTURES: Readonly<Record<string, Translate>> = {
  figure: showFigure,
  img: showPositional,
  image: showFigure,
  picture: showFigure,
  asset_img: showPositional,
  asset_path: code => argument(code, ['path'], 0) || null,
  asset_link: code => {
    const [path = '', ...title] = code.listed
    return path === '' ? null : `[${escapeText(title.join(' ') || path)}](${spell(path)})`
  },
  audio: code => playFile('audio', code),
  video: code => playFile('video', code),
}

function showFigure(code: Shortcode): string | null {
  const src = argument(code, ['src', 'link', 'path', 'url'], 0)
  if (src === '') return null
  const caption = argument(code, ['caption', 'title'], 1) || (code.inner ?? '').trim()
  const alt = argument(code, ['alt']) || caption
  return writePicture(src, { alt, title: caption })
}

// `{% img [class] path [width] [height] [title [alt]] %}`: the path is the first word that looks like one.
function showPositional(code: Shortcode): string | null {
  if (code.named.has('src')) return showFigure(code)
  const at = code.listed.findIndex(word => /[/.]/u.test(word))
  const src = code.listed[at]
  if (src === undefined) return null
  const words = code.listed.slice(at + 1).filter(word => !/^\d+%?(?:px)?$/u.test(word))
  const [title = '', alt = title] = words.flatMap(splitTitle)
  return writePicture(src, { alt, title })
}

// Octopress writes both in one: 'the "title" "alt"'.
function splitTitle(text: string): string[] {
  const parts = [...text.matchAll(/"([^"]*)"/gu)].map(([, part = '']) => part)
  return parts.length > 0 ? parts : [text]
}

function writePicture(src: string, { alt, title }: { alt: string; title: string }): string {
  const caption = title === '' ? '' : ` "${title.replace(/["\\]/gu, '\\$&').replace(/\s+/gu, ' ')}"`
  return `![${escapeText(alt)}](${spell(src)}${caption})`
}

function playFile(tag: 'audio' | 'video', code: Shortcode): string | null {
  const src = argument(code, ['src', 'url', 'mp4', 'webm', 'mp3', 'file'], 0)
  // What leads to another site is a link, as everywhere.
  return /^[^\s"<>]+\.\w{2,4}$/u.test(src) ? `<${tag} src="${src}" controls></${tag}>` : null
}

const escapeText = (text: string): string =>
  text
    .replace(/[[\]\\]/gu, '\\$&')
    .replace(/\s+/gu, ' ')
    .trim()

const spell = (path: string): string => (/[\s()<>]/u.test(path) ? `<${path}>` : path)
