import type { EditorView } from '@codemirror/view'
import { findImage } from './image-text.ts'
import { writeLink } from './links.ts'
import type { UploadBox } from './upload-box.ts'
import { dropPlace, findPlace } from './upload-places.ts'
import { sendAlt, type Media } from './upload-request.ts'

/** Asks below an image what is to be seen on it; each letter goes into the text at once, so none is lost. */
export function askForAlt(
  view: EditorView,
  { id, box }: { id: number; box: UploadBox },
  media: Media,
): void {
  box.askAlt({
    url: media.url,
    alt: media.alt,
    onInput: alt => describe(view, media.url, { alt, near: findPlace(view.state, id) ?? 0 }),
    onEnd: (alt, isDone) => {
      view.dispatch({ effects: dropPlace.of(id) })
      if (isDone && alt !== media.alt) void sendAlt(media.id, alt)
      view.focus()
    },
  })
}

function describe(
  view: EditorView,
  url: string,
  { alt, near }: { alt: string; near: number },
): void {
  const image = findImage(view.state, url, near)
  if (!image) return
  view.dispatch({
    changes: { ...image, insert: `!${writeLink(alt, url)}` },
    userEvent: 'input.type',
  })
}
