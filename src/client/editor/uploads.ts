import type { EditorView } from '@codemirror/view'
import { announce, say } from '../words.ts'
import { findImage, separators } from './image-text.ts'
import { writeLink } from './links.ts'
import { drawUploadBox, type UploadBox } from './upload-box.ts'
import { addPlace, dropPlace, fillPlace, findPlace } from './upload-places.ts'
import { sendAlt, sendFile, type Media } from './upload-request.ts'

type Upload = { id: number; file: File; box: UploadBox; stop: () => void }

export type Uploads = {
  add: (files: Iterable<File>, pos: number) => void
  /** True while a file is on its way. */
  isBusy: () => boolean
}

/** Puts files in the text: each is sent, shown where it will stand, and an image asks for its description there. */
export function openUploads(view: EditorView, form: HTMLFormElement): Uploads {
  const sending = new Set<Upload>()
  let last = 0

  function add(files: Iterable<File>, pos: number): void {
    for (const file of files) {
      last += 1
      const box = drawUploadBox(file.name, () => upload.stop())
      const upload: Upload = { id: last, file, box, stop: () => drop(upload) }
      view.dispatch({ effects: addPlace.of({ id: last, pos, box: box.element }) })
      void send(upload)
    }
  }

  async function send(upload: Upload): Promise<void> {
    const { file, box } = upload
    sending.add(upload)
    let isStopped = false
    const { outcome, stop } = sendFile(file, share => box.showProgress(share))
    upload.stop = () => {
      isStopped = true
      stop()
    }
    const result = await outcome
    if (isStopped) drop(upload)
    else if (result.ok) place(upload, result.media)
    else fail(upload, result.message)
    sending.delete(upload)
    view.requestMeasure()
    view.dom.dispatchEvent(new CustomEvent('blext:uploaded', { bubbles: true }))
  }

  function drop({ id }: Upload): void {
    view.dispatch({ effects: dropPlace.of(id) })
    view.focus()
  }

  // The file stays at hand, so that nothing is lost and it can be sent again.
  function fail(upload: Upload, message: string): void {
    const { file, box } = upload
    const redraw = drawUploadBox(file.name, () => upload.stop())
    const again = () => {
      box.element.classList.remove('is-wrong')
      box.element.replaceChildren(...redraw.element.childNodes)
      void send({ ...upload, box: { ...redraw, element: box.element } })
    }
    box.showFailure(message, { again, drop: () => drop(upload) })
  }

  function place(upload: Upload, media: Media): void {
    const pos = findPlace(view.state, upload.id)
    if (pos === null) return
    const isImage = media.type.startsWith('image/')
    const link = writeLink(isImage ? media.alt : media.name, media.url)
    const { before, after } = isImage ? separators(view.state, pos) : { before: '', after: '' }
    const insert = before + (isImage ? `!${link}` : link) + after
    const { main } = view.state.selection
    const isWaiting = main.empty && main.head === pos
    view.dispatch({
      changes: { from: pos, insert },
      effects: isImage
        ? fillPlace.of(upload.id)
        : [fillPlace.of(upload.id), dropPlace.of(upload.id)],
      ...(isWaiting ? { selection: { anchor: pos + insert.length } } : {}),
      userEvent: 'input.paste',
    })
    if (isImage) ask(upload, media, isWaiting && view.hasFocus && sending.size === 1)
  }

  function ask(upload: Upload, media: Media, mayTakeFocus: boolean): void {
    upload.box.askAlt({
      url: media.url,
      alt: media.alt,
      onInput: alt => describe(upload, media, alt),
      onEnd: (alt, isDone) => {
        view.dispatch({ effects: dropPlace.of(upload.id) })
        if (isDone && alt !== media.alt) void sendAlt(media.id, alt)
        view.focus()
      },
    })
    announce(say('uploaded', { name: upload.file.name }))
    // Whoever writes on is not interrupted.
    if (mayTakeFocus) upload.box.focus()
  }

  function describe({ id }: Upload, { url }: Media, alt: string): void {
    const image = findImage(view.state, url, findPlace(view.state, id) ?? 0)
    if (!image) return
    view.dispatch({
      changes: { ...image, insert: `!${writeLink(alt, url)}` },
      userEvent: 'input.type',
    })
  }

  holdSaving()
  return { add, isBusy: () => sending.size > 0 }

  /** Saving waits for files that are on their way, so that what is saved is whole. */
  function holdSaving(): void {
    form.addEventListener('submit', event => {
      const { submitter } = event
      if (sending.size === 0 || submitter?.hasAttribute('data-leaves')) return
      event.preventDefault()
      announce(say('waiting'))
      const go = () => {
        if (sending.size > 0) return
        view.dom.removeEventListener('blext:uploaded', go)
        if (!view.dom.querySelector('.upload.is-wrong')) form.requestSubmit(submitter)
      }
      view.dom.addEventListener('blext:uploaded', go)
    })
  }
}
