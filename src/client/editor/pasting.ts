import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { fillFromHeader, hasHeader } from './document-paste.ts'
import { linkSelection } from './links.ts'

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
      if (isWhole(view) && hasHeader(text)) setTimeout(() => void fillFromHeader(form, area))
      return false
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

// Word processors put a picture of the text beside the text, folders the names of the files.
function isOfFiles(text: string, files: File[]): boolean {
  const names = files.map(({ name }) => name)
  return text === '' || text.split(/\r?\n/).every(line => names.includes(line))
}

function isWhole({ state }: EditorView): boolean {
  const { main } = state.selection
  return main.to - main.from === state.doc.length
}
