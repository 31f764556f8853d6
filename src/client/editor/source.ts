import { isolateHistory } from '@codemirror/commands'
import type { ChangeSpec, Text } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** What somebody else does who fills the textarea by script. */
export const FILLED = 'blext:filled'

// The browser lays out what nobody sees, too; of a long text that would take longer than typing does.
const LONG_CHARS = 30_000

/** Writes each change into the textarea, which stays what is sent, and takes over what others write into it. */
export function keepInSource(area: HTMLTextAreaElement): {
  extension: ReturnType<typeof EditorView.updateListener.of>
  listen: (view: EditorView) => void
} {
  let isOwn = false
  const extension = EditorView.updateListener.of(update => {
    if (!update.docChanged || isOwn) return
    isOwn = true
    write(update.state.doc)
    area.dispatchEvent(new InputEvent('input', { bubbles: true }))
    isOwn = false
  })

  function write(doc: Text): void {
    area.classList.toggle('is-long', doc.length > LONG_CHARS)
    area.value = doc.toString()
  }

  function listen(view: EditorView): void {
    area.classList.toggle('is-long', view.state.doc.length > LONG_CHARS)
    const take = () => {
      const change = isOwn ? null : findChange(view.state.doc, area.value)
      if (!change) return
      area.classList.toggle('is-long', area.value.length > LONG_CHARS)
      isOwn = true
      view.dispatch({
        changes: change,
        userEvent: 'input.filled',
        annotations: isolateHistory.of('full'),
      })
      isOwn = false
    }
    for (const type of [FILLED, 'input', 'change']) area.addEventListener(type, take)
    area.form?.addEventListener('reset', () => setTimeout(take))
  }

  return { extension, listen }
}

/** The one stretch in which two texts differ, so that the caret stays where it is; null if they are equal. */
export function findChange(doc: Text, text: string): ChangeSpec | null {
  const old = doc.toString()
  if (old === text) return null
  const most = Math.min(old.length, text.length)
  let start = 0
  while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start += 1
  let end = 0
  while (
    end < most - start &&
    old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)
  )
    end += 1
  return { from: start, to: old.length - end, insert: text.slice(start, text.length - end) }
}
