import type { Element, Root } from 'hast'
import { mark } from '../../i18n/translate.ts'
import { visitElements } from '../../render/walk.ts'
import type { AddNote } from './notes.ts'
import { attribute, linkTo, paragraph } from './tree.ts'

const UNSEEN = new Set(
  (
    'script style noscript template svg math form select textarea button object embed applet frame frameset ' +
    'noframes noembed title xmp plaintext link meta base dialog canvas map area datalist'
  ).split(' '),
)
// What nobody misses is not worth a line in the report.
const SILENT = new Set('style noscript link meta base title template'.split(' '))

/** Puts links in the place of what other sites show within a text, and leaves out what readers would not see. */
export function replaceFrames(tree: Root, say: AddNote): void {
  visitElements(tree, (node, index, parent) => {
    const address = node.tagName === 'iframe' || UNSEEN.has(node.tagName) ? findShown(node) : null
    if (address !== null) {
      parent.children.splice(index, 1, paragraph([linkTo(address)]))
      say(mark('What another site shows here is a link now: {address}.'), { address })
      return index + 1
    }
    if (node.tagName !== 'iframe' && !UNSEEN.has(node.tagName)) return undefined
    if (!SILENT.has(node.tagName)) {
      say(mark('HTML that readers would not see was left out: <{name}>.'), { name: node.tagName })
    }
    parent.children.splice(index, 1)
    return index
  })
}

/** The address under which people know what a frame shows; '' for what leads nowhere. */
export function pageOfFrame(address: string): string {
  const text = address.startsWith('//') ? `https:${address}` : address
  if (!URL.canParse(text) || !/^https?:/iu.test(text)) return ''
  const url = new URL(text)
  const host = url.hostname.replace(/^www\./u, '').replace('youtube-nocookie', 'youtube')
  return PAGES[host]?.(url, url.pathname.split('/').at(-1) ?? '') ?? text
}

const PAGES: Readonly<Partial<Record<string, (url: URL, last: string) => string | null>>> = {
  'youtube.com': ({ searchParams }, last) => {
    const list = encodeURIComponent(searchParams.get('list') ?? '')
    return last === 'videoseries'
      ? `https://www.youtube.com/playlist?list=${list}`
      : `https://www.youtube.com/watch?v=${last}`
  },
  'player.vimeo.com': (_url, last) => `https://vimeo.com/${last}`,
  'open.spotify.com': ({ pathname }) =>
    `https://open.spotify.com${pathname.replace('/embed/', '/')}`,
  'dailymotion.com': (_url, last) => `https://www.dailymotion.com/video/${last}`,
  'w.soundcloud.com': ({ searchParams }) => searchParams.get('url'),
}

function findShown(node: Element): string | null {
  if (node.tagName === 'script') {
    const gist = /^(https:\/\/gist\.github\.com\/[^?#]+)\.js/u.exec(attribute(node, 'src'))
    return gist?.[1] ?? null
  }
  const names = ['src', 'dataSrc', 'dataLazySrc', 'data']
  const written = ['iframe', 'embed', 'object'].includes(node.tagName)
    ? names.map(name => attribute(node, name)).find(value => /^(?:https?:)?\/\//iu.test(value))
    : undefined
  return written === undefined ? null : pageOfFrame(written) || null
}
