import type { Options as Schema } from 'rehype-sanitize'

const ALIGN: [string, ...string[]] = ['align', 'left', 'center', 'right']
const SIZE = ['width', 'height']
const MEDIA = [
  'src',
  'controls',
  'loop',
  'muted',
  ['preload', 'none', 'metadata'] as const,
  ...SIZE,
]

/**
 * What a text may contain. Closed to svg, math, style, forms and frames for good: with them, payloads run that otherwise do not.
 * Every id and name is prefixed, so that none can stand for one of the page's own.
 */
export function closedSchema(idPrefix: string): Schema {
  return {
    tagNames: TAG_NAMES,
    attributes: copyAttributes(),
    ancestors: closeAncestors(),
    clobber: ['ariaDescribedBy', 'ariaLabelledBy', 'id', 'name'],
    clobberPrefix: idPrefix,
    protocols: {
      cite: ['http', 'https'],
      href: ['http', 'https', 'mailto', 'tel'],
      poster: ['http', 'https'],
      src: ['http', 'https'],
    },
    required: { input: { disabled: true, type: 'checkbox' } },
    strip: STRIPPED,
    allowComments: false,
    allowDoctypes: false,
  }
}

const TAG_NAMES = (
  'a abbr audio b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure ' +
  'h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q rp rt ruby s samp section small source span strong ' +
  'sub summary sup table tbody td tfoot th thead time tr u ul var video wbr'
).split(' ')

// Removed with what is in them; of all other unknown elements, the text stays.
const STRIPPED = (
  'script style noscript template svg math iframe frame frameset noframes noembed object embed applet ' +
  'select textarea title xmp plaintext'
).split(' ')

function copyAttributes(): NonNullable<Schema['attributes']> {
  return {
    '*': ['id', 'lang', 'dir', 'title'],
    a: [
      'href',
      'name',
      'hrefLang',
      'dataFootnoteRef',
      'dataFootnoteBackref',
      'ariaLabel',
      'ariaDescribedBy',
    ],
    audio: [...MEDIA.slice(0, 5)] as string[],
    blockquote: ['cite'],
    code: [['className', /^language-[^\s]/u, 'math-inline', 'math-display']],
    col: ['span'],
    colgroup: ['span'],
    del: ['cite', 'dateTime'],
    details: ['open'],
    div: [ALIGN],
    h1: [ALIGN],
    h2: [ALIGN],
    h3: [ALIGN],
    img: ['src', 'alt', ...SIZE, ALIGN],
    input: [['disabled', true], ['type', 'checkbox'], 'checked'],
    ins: ['cite', 'dateTime'],
    li: ['value'],
    ol: ['start', 'reversed', ['type', '1', 'a', 'A', 'i', 'I']],
    p: [ALIGN],
    q: ['cite'],
    section: ['dataFootnotes'],
    source: ['src', 'type'],
    td: ['colSpan', 'rowSpan', ALIGN],
    th: ['colSpan', 'rowSpan', 'scope', ALIGN],
    time: ['dateTime'],
    video: [...MEDIA, 'poster', 'playsInline'] as string[],
  }
}

function closeAncestors(): NonNullable<Schema['ancestors']> {
  const inTable = Object.fromEntries(
    'caption col colgroup tbody td tfoot th thead tr'.split(' ').map(name => [name, ['table']]),
  )
  return {
    ...inTable,
    li: ['ol', 'ul'],
    dt: ['dl'],
    dd: ['dl'],
    figcaption: ['figure'],
    source: ['audio', 'video'],
    summary: ['details'],
  }
}
