import { history } from '@codemirror/commands'
import { search } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, dropCursor, panels, placeholder } from '@codemirror/view'
import { colours, language } from './language.ts'
import { lineLook } from './line-look.ts'
import { uploadPlaces } from './upload-places.ts'

/** How the writing surface looks and what it is called; nothing here changes the text. */
export function surface(area: HTMLTextAreaElement, toolbar: HTMLElement): Extension {
  const panelPlace = toolbar.querySelector<HTMLElement>('[data-editor-panels]')
  return [
    EditorView.cspNonce.of(document.querySelector<HTMLLinkElement>('link[nonce]')?.nonce ?? ''),
    EditorState.phrases.of(readPhrases()),
    EditorView.contentAttributes.of(attributesOf(area)),
    EditorView.lineWrapping,
    EditorView.scrollMargins.of(() => coveredBy(toolbar)),
    panelPlace ? panels({ topContainer: panelPlace }) : [],
    search({ top: true }),
    placeholder(area.placeholder),
    history(),
    dropCursor(),
    language,
    colours(),
    lineLook(),
    uploadPlaces,
  ]
}

function attributesOf(area: HTMLTextAreaElement): Record<string, string> {
  const error = area.getAttribute('aria-describedby')
  return {
    id: 'body',
    'aria-labelledby': 'body-label',
    'aria-describedby': [error, 'body-keys'].filter(Boolean).join(' '),
    ...(area.hasAttribute('aria-invalid') ? { 'aria-invalid': 'true' } : {}),
    ...{ spellcheck: 'true', autocorrect: 'on', autocapitalize: 'sentences' },
    ...{ translate: 'no', writingsuggestions: 'true' },
  }
}

function readPhrases(): Record<string, string> {
  const { phrases } = document.getElementById('editor-words')?.dataset ?? {}
  return phrases === undefined ? {} : (JSON.parse(phrases) as Record<string, string>)
}

// The bars that stand over the text: the caret is not left below them.
function coveredBy(toolbar: HTMLElement): { top: number; bottom: number } {
  const bar = document.querySelector<HTMLElement>('.writing-bar')
  const tools = toolbar.getBoundingClientRect()
  const isLow = tools.top > window.innerHeight / 2
  const top = (bar?.offsetHeight ?? 0) + (isLow ? 0 : tools.height) + 16
  return { top, bottom: (isLow ? tools.height : 0) + 48 }
}
