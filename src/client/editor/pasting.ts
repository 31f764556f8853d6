import type { EditorState, Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { fillFromHeader, hasHeader } from './document-paste.ts'
import { markdownOfFormatted } from './formatted.ts'
import { findAround } from './language.ts'
import { linkSelection } from './links.ts'

const IS_WORDS = /^(?!(?:#{1,6}|>|-|\||\d+\.) |---|`{3}).*$/
const CODE = ['FencedCode', 'CodeBlock', 'InlineCode', 'HTMLBlock']

type AddFiles = (files: Iterable<File>, pos: number) => void

/** What is pasted or dropped: files are sent, an address over words makes a link, a whole document fills the fields. */
export function takePasted(
  form: HTMLFormElement,
  area: HTMLTextAreaElement,
  addFiles: AddFiles,
): Extension {
  return EditorView.domEventHandlers({
    paste: (event, view) => {
      const { clipboardData } = event
      if (!clipboardData) return false
      const text = clipboardData.getData('text/plain')
      const files = [...clipboardData.files]
      if (files.length > 0 && isOfFiles(text, files)) {
        addFiles(files, view.state.selection.main.head)
        return true
      }
      const link = linkSelection(view.state, text)
      if (link) {
        view.dispatch(link)
        return true
      }
      if (isWhole(view) && hasHeader(text)) {
        setTimeout(() => void fillFromHeader(form, area))
        return false
      }
      return insertFormatted(view, { html: clipboardData.getData('text/html'), text })
    },
    drop: (event, view) => {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return false
      const place = { x: event.clientX, y: event.clientY }
      addFiles(files, view.posAtCoords(place, false))
      view.focus()
      return true
    },
  })
}

/** A file that misses the text is put in at the caret; the browser would leave the page and show it. */
export function takeDropped(view: EditorView, addFiles: AddFiles): void {
  const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
  window.addEventListener('dragover', event => {
    if (holdsFiles(event)) event.preventDefault()
  })
  window.addEventListener('drop', event => {
    if (event.defaultPrevented || !holdsFiles(event)) return
    event.preventDefault()
    addFiles(event.dataTransfer?.files ?? [], view.state.selection.main.head)
  })
}

// What the browser would paste anyway is left to it.
function insertFormatted(
  view: EditorView,
  { html, text }: { html: string; text: string },
): boolean {
  const { state } = view
  if (html === '' || findAround(state, state.selection.main.from, CODE)) return false
  const markdown = markdownOfFormatted(html)
  if (markdown === null || isSameText(markdown, text)) return false
  const [start, end] = IS_WORDS.test(markdown) ? ['', ''] : gapsAround(state)
  view.dispatch({
    ...state.replaceSelection(start + markdown + end),
    userEvent: 'input.paste',
    scrollIntoView: true,
  })
  return true
}

// Lists, headings and the like stand on lines of their own.
function gapsAround(state: EditorState): [string, string] {
  const { from, to } = state.selection.main
  const before = state.sliceDoc(state.doc.lineAt(from).from, from)
  const after = state.sliceDoc(to, state.doc.lineAt(to).to)
  return [before.trim() === '' ? '' : '\n\n', after.trim() === '' ? '' : '\n\n']
}

function isSameText(markdown: string, text: string): boolean {
  const bare = (words: string) =>
    words
      .replace(/\\(?=[\\`*[\]_<\n#>+.)-])/g, '')
      .replace(/\s+/g, ' ')
      .trim()
  return bare(markdown) === bare(text)
}

// Word processors put a picture of the text beside the text, folders the names of the files.
function isOfFiles(text: string, files: File[]): boolean {
  const names = files.map(({ name }) => name)
  return text === '' || text.split(/\r?\n/).every(line => names.includes(line))
}

function isWhole({ state }: EditorView): boolean {
  const { main } = state.selection
  return main.to - main.from === state.doc.length
}
