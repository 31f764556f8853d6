import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { Deed } from './commands.ts'
import { listenForKeys } from './form-keys.ts'
import { stayAboveKeyboard } from './keyboard-place.ts'
import { keys, keysOf } from './keymap.ts'
import { openFocusMode, openFullScreen, typewriter, type Mode } from './modes.ts'
import { takeDropped, takePasted } from './pasting.ts'
import { keepPlace } from './place-kept.ts'
import { goToSought } from './place-sought.ts'
import { openReadersView } from './readers-view.ts'
import { keepInSource } from './source.ts'
import { surface } from './surface.ts'
import { openTitle } from './title.ts'
import { findToolbar, openToolbar } from './toolbar.ts'
import { addFiles, openUploads } from './uploads.ts'
import { openWordCount } from './word-count.ts'

/** Puts the editor in the place of a textarea, which goes on being what is sent. */
export function openEditor(form: HTMLFormElement, area: HTMLTextAreaElement): void {
  const toolbar = findToolbar(form)
  if (!toolbar) return
  const focusMode = openFocusMode()
  const source = keepInSource(area)
  const others: Record<string, Deed> = {
    focus: switchOf(focusMode),
    'full-screen': switchOf(openFullScreen()),
    'readers-view': { run: () => toggle(readers), isOn: () => readers.isOn() },
    image: { run: () => chooseFiles(form) },
    shortcuts: { run: showShortcuts },
  }
  const extensions: Extension[] = [
    surface(area, toolbar.element),
    keys(keysOf(toolbar.buttons, others)),
    source.extension,
    typewriter(focusMode),
    takePasted(form, area, (files, pos) => addFiles(uploads, files, pos)),
    EditorView.updateListener.of(update => {
      if (update.docChanged || update.selectionSet) wordCount.refresh(update.state)
      if (update.docChanged) readers.changed()
      toolbar.refresh(update.state, others)
    }),
  ]
  const view = new EditorView({ state: EditorState.create({ doc: area.value, extensions }) })
  standIn(view, area)
  source.listen(view)
  const uploads = openUploads(view, form)
  const wordCount = openWordCount(form.querySelector('[data-word-count]'), view.state)
  const readers = openReadersView(view, { form, onWords: wordCount.correct })
  openToolbar(view, toolbar, others)
  takeDropped(view, (files, pos) => addFiles(uploads, files, pos))
  takeChosenFiles(form, files => addFiles(uploads, files, view.state.selection.main.head))
  listenForKeys(form, toolbar.element)
  openTitle(form, () => view.focus())
  stayAboveKeyboard(toolbar.element)
  keepPlace(view, form)
  goToSought(view)
}

const switchOf = (mode: Mode): Deed => ({ run: () => toggle(mode), isOn: () => mode.isOn() })

function toggle(mode: Mode): boolean {
  mode.toggle()
  return true
}

// The textarea stays where scripts find and fill it, but neither the eye nor a screen reader meets it twice.
function standIn(view: EditorView, area: HTMLTextAreaElement): void {
  const label = area.form?.querySelector<HTMLLabelElement>('label[for="body"]')
  const hadFocus = document.activeElement === area
  if (label) {
    label.id = 'body-label'
    label.removeAttribute('for')
  }
  area.id = 'body-source'
  area.className = 'editor-source'
  area.tabIndex = -1
  area.setAttribute('aria-hidden', 'true')
  area.removeAttribute('data-autosize')
  area.style.height = ''
  area.after(view.dom)
  if (hadFocus) view.focus()
}

function chooseFiles(form: HTMLFormElement): boolean {
  form.querySelector<HTMLInputElement>('[data-editor-files]')?.click()
  return true
}

function takeChosenFiles(form: HTMLFormElement, add: (files: File[]) => void): void {
  const input = form.querySelector<HTMLInputElement>('[data-editor-files]')
  input?.addEventListener('change', event => {
    event.stopPropagation()
    add([...(input.files ?? [])])
    input.value = ''
  })
}

function showShortcuts(): boolean {
  document.querySelector<HTMLDialogElement>('[data-editor-shortcuts]')?.showModal()
  return true
}
