import type { Element, ElementContent, Properties } from 'hast'
import { mark } from '../../i18n/translate.ts'
import { createElement } from '../../render/element.ts'
import { cleanLanguage } from '../html/code.ts'
import type { AddNote } from '../html/notes.ts'
import { linkTo, markdownElement, paragraph, parseHtml } from '../html/tree.ts'
import { fieldOf, listOf, textOf, type Json } from './json.ts'

type Draw = (card: Json) => ElementContent[]

/** Draws a card, by the name that Ghost gives it, as what Markdown has for it; what nobody here knows is said. */
export function drawCard(name: string, card: Json, say: AddNote): ElementContent[] {
  const draw = CARDS.get(name)
  if (draw) return draw(card)
  const isSilent = name === 'paywall' || name === 'tk'
  if (!isSilent) say(mark('The card “{name}” has no form here and was left out.'), { name })
  return []
}

const htmlOf = (card: Json, name: string): ElementContent[] =>
  parseHtml(textOf(card, name)).children.filter(child => child.type !== 'doctype')

const words = (value: string): ElementContent => ({ type: 'text', value })

const CARDS: ReadonlyMap<string, Draw> = new Map<string, Draw>([
  ['image', card => [figure(drawImage(card), card)]],
  ['gallery', drawGallery],
  ['markdown', card => [markdownElement(textOf(card, 'markdown'))]],
  ['card-markdown', card => [markdownElement(textOf(card, 'markdown'))]],
  ['html', card => htmlOf(card, 'html')],
  ['code', drawCode],
  ['codeblock', drawCode],
  ['embed', drawEmbed],
  ['bookmark', drawBookmark],
  ['callout', drawCallout],
  ['toggle', drawToggle],
  ['button', card => drawButton(card)],
  ['hr', () => [createElement('hr', {}, [])]],
  ['horizontalrule', () => [createElement('hr', {}, [])]],
  ['video', card => [figure(drawMedia('video', card), card)]],
  ['audio', drawAudio],
  ['file', drawFile],
  ['header', drawHeader],
  ['product', drawProduct],
  ['call-to-action', drawCallToAction],
])

function figure(content: Element, card: Json): Element {
  const caption = htmlOf(card, 'caption')
  const parts = caption.length > 0 ? [createElement('figcaption', {}, caption)] : []
  return createElement('figure', {}, [content, ...parts])
}

function drawImage(card: Json): Element {
  const image = createElement('img', { src: textOf(card, 'src'), alt: textOf(card, 'alt') }, [])
  const href = textOf(card, 'href')
  return href === '' ? image : createElement('a', { href }, [image])
}

function drawGallery(card: Json): ElementContent[] {
  const images = listOf(card, 'images').map(image => paragraph([drawImage(image)]))
  const caption = htmlOf(card, 'caption')
  return [...images, ...(caption.length > 0 ? [paragraph([createElement('em', {}, caption)])] : [])]
}

function drawCode(card: Json): ElementContent[] {
  const language = cleanLanguage(textOf(card, 'language'))
  const properties: Properties = language === '' ? {} : { className: [`language-${language}`] }
  return [figure(createElement('pre', properties, [words(textOf(card, 'code'))]), card)]
}

// What the other site shows changes; its address stays.
function drawEmbed(card: Json): ElementContent[] {
  const url = textOf(card, 'url') || textOf(fieldOf(card, 'metadata'), 'url')
  return url === '' ? htmlOf(card, 'html') : [figure(paragraph([linkTo(url)]), card)]
}

function drawBookmark(card: Json): ElementContent[] {
  const metadata = fieldOf(card, 'metadata')
  const url = textOf(card, 'url') || textOf(metadata, 'url')
  const title = textOf(metadata, 'title') || textOf(card, 'title') || url
  const description = textOf(metadata, 'description')
  const parts: ElementContent[] = [createElement('strong', {}, [linkTo(url, title)])]
  if (description !== '') parts.push(createElement('br', {}, []), words(description))
  return [createElement('blockquote', {}, [paragraph(parts)])]
}

function drawCallout(card: Json): ElementContent[] {
  const emoji = textOf(card, 'calloutEmoji')
  const content = htmlOf(card, 'calloutText')
  const parts = [...(emoji === '' ? [] : [words(`${emoji} `)]), ...content]
  return [createElement('blockquote', {}, [paragraph(parts)])]
}

function drawToggle(card: Json): ElementContent[] {
  const summary = createElement('summary', {}, htmlOf(card, 'heading'))
  return [createElement('details', {}, [summary, ...htmlOf(card, 'content')])]
}

function drawButton(card: Json): ElementContent[] {
  const [url, text] = [textOf(card, 'buttonUrl'), textOf(card, 'buttonText')]
  return url === '' || text === '' ? [] : [paragraph([linkTo(url, text)])]
}

const drawMedia = (name: 'video' | 'audio', card: Json): Element =>
  createElement(name, { src: textOf(card, 'src'), controls: true }, [])

function drawAudio(card: Json): ElementContent[] {
  const title = textOf(card, 'title')
  const caption = title === '' ? [] : [createElement('figcaption', {}, [words(title)])]
  return [createElement('figure', {}, [drawMedia('audio', card), ...caption])]
}

function drawFile(card: Json): ElementContent[] {
  const title = textOf(card, 'fileTitle') || textOf(card, 'fileName') || textOf(card, 'src')
  const caption = textOf(card, 'fileCaption')
  const parts: ElementContent[] = [linkTo(textOf(card, 'src'), title)]
  if (caption !== '') parts.push(words(` – ${caption}`))
  return [paragraph(parts)]
}

function drawHeader(card: Json): ElementContent[] {
  const below = htmlOf(card, 'subheader')
  return [
    ...pictureOf(card, 'backgroundImageSrc'),
    createElement('h2', {}, htmlOf(card, 'header')),
    ...(below.length > 0 ? [paragraph(below)] : []),
    ...drawButton(card),
  ]
}

function drawProduct(card: Json): ElementContent[] {
  const button = {
    buttonUrl: textOf(card, 'productUrl'),
    buttonText: textOf(card, 'productButton'),
  }
  return [
    ...pictureOf(card, 'productImageSrc'),
    createElement('h4', {}, htmlOf(card, 'productTitle')),
    ...htmlOf(card, 'productDescription'),
    ...drawButton(button),
  ]
}

function drawCallToAction(card: Json): ElementContent[] {
  return [...pictureOf(card, 'imageUrl'), ...htmlOf(card, 'textValue'), ...drawButton(card)]
}

function pictureOf(card: Json, name: string): ElementContent[] {
  const src = textOf(card, name)
  return src === '' ? [] : [paragraph([createElement('img', { src, alt: '' }, [])])]
}
