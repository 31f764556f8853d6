import type { EditorState } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { announce, say } from '../words.ts'
import { separators } from './image-text.ts'
import { writeLink } from './links.ts'
import { askForAlt } from './upload-alt.ts'
import { drawUploadBox, type UploadBox } from './upload-box.ts'
import { addPlace, dropPlace, fillPlace, findPlace } from './upload-places.ts'
import { sendFile, type Media } from './upload-request.ts'

/** Where files are put in, and which of them are on their way. */
export type Uploads = { view: EditorView; sending: Set<Upload>; last: number }

type Upload = { id: number; file: File; box: UploadBox; stop: () => void }

/** Says that a file has arrived, or that it could not be stored. */
const SETTLED = 'blext:uploaded'

/** Readies a text for files; saving waits for those on their way, so that what is saved is whole. */
export function openUploads(view: EditorView, form: HTMLFormElement): Uploads {
  const uploads: Uploads = { view, sending: new Set(), last: 0 }
  // Before anybody else hears of it.
  const options = { capture: true }
  window.addEventListener('submit', event => holdSaving(uploads, form, event), options)
  window.addEventListener('beforeunload', event => {
    if (uploads.sending.size > 0) event.preventDefault()
  })
  return uploads
}

/** Puts files in the text: each is sent, and shown where it will stand; an image asks for its description there. */
export function addFiles(uploads: Uploads, files: Iterable<File>, pos: number): void {
  for (const file of files) {
    uploads.last += 1
    const box = drawUploadBox(file.name, () => upload.stop())
    const upload: Upload = { id: uploads.last, file, box, stop: () => undefined }
    uploads.view.dispatch({ effects: addPlace.of({ id: upload.id, pos, box: box.element }) })
    void send(uploads, upload)
  }
}

async function send(uploads: Uploads, upload: Upload): Promise<void> {
  const { view, sending } = uploads
  sending.add(upload)
  const { outcome, stop } = sendFile(upload.file, share => upload.box.showProgress(share))
  upload.stop = stop
  const result = await outcome
  if (result.kind === 'stored') place(uploads, upload, result.media)
  else if (result.kind === 'stopped') drop(uploads, upload)
  else showFailure(uploads, upload, result.message)
  sending.delete(upload)
  view.requestMeasure()
  view.dom.dispatchEvent(new CustomEvent(SETTLED))
}

function drop({ view }: Uploads, { id }: Upload): void {
  view.dispatch({ effects: dropPlace.of(id) })
  view.focus()
}

// The file stays at hand, so that nothing is lost and it can be sent again.
function showFailure(uploads: Uploads, upload: Upload, message: string): void {
  upload.box.showFailure(message, {
    again: () => {
      upload.box.showSending()
      void send(uploads, upload)
    },
    drop: () => drop(uploads, upload),
  })
}

function place(uploads: Uploads, upload: Upload, media: Media): void {
  const { view } = uploads
  const { id } = upload
  const pos = findPlace(view.state, id)
  if (pos === null) return
  const isImage = media.type.startsWith('image/')
  const insert = textOf(view.state, media, pos)
  const { main } = view.state.selection
  // Whoever has not gone on stands behind what was put in.
  const isWaiting = main.empty && main.head === pos
  const changes = { from: pos, insert }
  const end = isWaiting ? { selection: { anchor: pos + insert.length } } : {}
  view.dispatch({ changes, effects: fillPlace.of(id), userEvent: 'input.paste', ...end })
  if (isImage) ask(uploads, upload, { media, isWaiting })
  else view.dispatch({ effects: dropPlace.of(id) })
}

function ask(
  { view, sending }: Uploads,
  upload: Upload,
  { media, isWaiting }: { media: Media; isWaiting: boolean },
): void {
  askForAlt(view, upload, media)
  announce(say('uploaded', { name: upload.file.name }))
  // Whoever writes on is not interrupted.
  if (isWaiting && view.hasFocus && sending.size === 1) upload.box.focus()
}

function textOf(state: EditorState, media: Media, pos: number): string {
  if (!media.type.startsWith('image/')) return writeLink(media.name, media.url)
  const { before, after } = separators(state, pos)
  return `${before}!${writeLink(media.alt, media.url)}${after}`
}

function holdSaving({ view, sending }: Uploads, form: HTMLFormElement, event: SubmitEvent): void {
  const { submitter } = event
  const isOther = event.target !== form || submitter?.getAttribute('formtarget') === '_blank'
  if (sending.size === 0 || isOther) return
  event.preventDefault()
  event.stopImmediatePropagation()
  announce(say('waiting'))
  const save = () => {
    if (sending.size > 0) return
    view.dom.removeEventListener(SETTLED, save)
    if (!view.dom.querySelector('.upload.is-wrong')) form.requestSubmit(submitter)
  }
  view.dom.addEventListener(SETTLED, save)
}
