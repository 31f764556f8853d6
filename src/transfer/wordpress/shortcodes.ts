import { mark } from '../../i18n/translate.ts'
import { cleanLanguage } from '../html/code.ts'
import type { AddNote } from '../html/notes.ts'
import type { Picture } from './content.ts'
import type { Placeholders } from './placeholders.ts'
import { replaceShortcodes, type Replaced, type Shortcode } from './scan.ts'

export type ShortcodeRun = { keep: Placeholders; pictures: readonly Picture[]; say: AddNote }

type Draw = (shortcode: Shortcode, run: ShortcodeRun) => string | null

const CODE = (
  'code sourcecode source php js javascript css html xml bash shell sh python py ruby sql java c cpp csharp go json ' +
  'yaml perl swift kotlin typescript cc crayon cce_php highlight codeblock'
).split(' ')
const NOTES = ['footnote', 'ref', 'efn_note', 'mfn', 'fn']
const PAGES =
  'youtube vimeo tweet gist soundcloud dailymotion instagram ted spotify googlemaps wpvideo'.split(
    ' ',
  )

/** Turns code between shortcodes into code blocks, before anything else is read in it. */
export function takeCode(text: string, { keep }: ShortcodeRun): string {
  return replaceShortcodes(text, shortcode => {
    if (!CODE.includes(shortcode.name) || shortcode.content === null) return null
    return { text: `\n\n${keep.keepHtml(drawCode(shortcode))}\n\n`, takesContent: true }
  })
}

/** Turns the shortcodes that WordPress and much used plugins know into HTML; what nobody here knows stays and is said. */
export function takeShortcodes(text: string, run: ShortcodeRun): string {
  const notes: string[] = []
  const replaced = replaceShortcodes(text, shortcode => {
    if (NOTES.includes(shortcode.name) && shortcode.content !== null) {
      notes.push(shortcode.content)
      return whole(drawNoteMark(notes.length))
    }
    return drawKnown(shortcode, run) ?? sayUnknown(shortcode, run)
  })
  return (replaced + drawNotes(notes, run)).replace(
    /\[(\[[a-z][\w-]{0,40}[^[\]]{0,3000}\])\]/giu,
    '$1',
  )
}

const whole = (text: string): Replaced => ({ text, takesContent: true })

function drawKnown(shortcode: Shortcode, run: ShortcodeRun): Replaced | null {
  const draw = PAGES.includes(shortcode.name) ? drawPage : KNOWN.get(shortcode.name)
  const html = draw?.(shortcode, run) ?? null
  if (html === null) return null
  return { text: html, takesContent: TAKING.has(shortcode.name) || PAGES.includes(shortcode.name) }
}

const TAKING = new Set(['caption', 'wp_caption', 'embed', 'audio', 'video', 'playlist', 'gallery'])

const KNOWN: ReadonlyMap<string, Draw> = new Map<string, Draw>([
  ['caption', drawCaption],
  ['wp_caption', drawCaption],
  ['gallery', drawGallery],
  ['embed', ({ content, words }) => drawAddress(content ?? words[0] ?? '')],
  ['audio', drawMedia('audio', ['src', 'mp3', 'm4a', 'ogg', 'wav', 'wma', 'flac'])],
  ['video', drawMedia('video', ['src', 'mp4', 'm4v', 'webm', 'ogv', 'flv'])],
])

function drawCode({ name, attributes, words, content }: Shortcode): string {
  const given = ['language', 'lang', 'lang_code', 'brush', 'type'].map(key => attributes.get(key))
  const named = ['code', 'sourcecode', 'source', 'cc', 'crayon', 'highlight', 'codeblock'].includes(
    name,
  )
    ? words[0]
    : name
  const language = cleanLanguage(given.find(Boolean) ?? named ?? '')
  const code = (content ?? '')
    .replace(/<br\s*\/?>\n?/giu, '\n')
    .replace(/&(?![a-z0-9#]{2,8};)/giu, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
  return `<pre class="language-${language || 'none'}"><code>${code}</code></pre>`
}

// The old form gives the words as an attribute, the new one behind the picture.
function drawCaption({ attributes, content }: Shortcode, { keep }: ShortcodeRun): string | null {
  if (content === null) return null
  const picture = /^\s*(?:<a\b[^<>]{0,2000}>\s*)?<img\b[^<>]{0,3000}>(?:\s*<\/a>)?/iu.exec(
    content,
  )?.[0]
  if (picture === undefined) return content
  const caption = attributes.get('caption') ?? content.slice(picture.length).trim()
  const figure = `<figure>${picture}<figcaption>${caption}</figcaption></figure>`
  return `\n\n${keep.keepHtml(figure)}\n\n`
}

function drawGallery({ attributes }: Shortcode, { keep, pictures }: ShortcodeRun): string {
  const ids = (attributes.get('ids') ?? attributes.get('include') ?? '')
    .split(',')
    .map(Number)
    .filter(Boolean)
  const chosen =
    ids.length > 0
      ? ids.flatMap(id => pictures.find(picture => picture.id === id) ?? [])
      : pictures.filter(({ isOwn }) => isOwn)
  if (chosen.length === 0) return ''
  const figures = chosen.map(
    ({ url, alt, caption }) =>
      `<figure><img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}"><figcaption>${caption}</figcaption></figure>`,
  )
  return `\n\n${keep.keepHtml(figures.join(''))}\n\n`
}

function drawMedia(name: 'audio' | 'video', keys: string[]): Draw {
  return ({ attributes, words, content }, { keep }) => {
    const address = keys.map(key => attributes.get(key)).find(Boolean) ?? words[0] ?? content ?? ''
    if (!/^(?:https?:)?\//iu.test(address.trim())) return null
    return `\n\n${keep.keepHtml(`<${name} src="${escapeHtml(address.trim())}" controls></${name}>`)}\n\n`
  }
}

function drawPage({ name, given, attributes, words, content }: Shortcode): string | null {
  const address = /https?:\/\/[^\s"'<>]{1,2000}/iu.exec(`${content ?? ''} ${given}`)?.[0]
  if (address !== undefined) return drawAddress(address.replaceAll('&amp;', '&'))
  const id = [content, attributes.get('id'), words[0]].find(Boolean)?.trim() ?? ''
  return /^[\w-]{1,40}$/u.test(id) ? drawNumbered(name, id) : null
}

function drawNumbered(name: string, id: string): string | null {
  if (name === 'youtube') return drawAddress(`https://www.youtube.com/watch?v=${id}`)
  return name === 'vimeo' ? drawAddress(`https://vimeo.com/${id}`) : null
}

const drawAddress = (address: string): string => `\n\n${address.trim()}\n\n`

const drawNoteMark = (number: number): string =>
  `<sup><a href="#foreign-note-${number}">${number}</a></sup>`

function drawNotes(notes: readonly string[], { keep }: ShortcodeRun): string {
  if (notes.length === 0) return ''
  const items = notes.map((note, index) => `<li id="foreign-note-${index + 1}">${note}</li>`)
  return `\n\n${keep.keepHtml(`<ol class="footnotes">${items.join('')}</ol>`)}`
}

// `[sic]` and `[1]` are words; with attributes, a closing or a sign in its name it is surely a shortcode.
function sayUnknown({ name, attributes, content }: Shortcode, { say }: ShortcodeRun): null {
  if (attributes.size > 0 || content !== null || /[_-]/u.test(name)) {
    say(mark('Nobody here knows the shortcode [{name}]; it stays in the text as it is.'), { name })
  }
  return null
}

const escapeHtml = (text: string): string =>
  text
    .replace(/&(?!#?\w{1,8};)/gu, '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
