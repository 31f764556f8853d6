import type { EditorView } from '@codemirror/view'

type Kept = { length: number; anchor: number; head: number; top: number; at: number }

const KEY = 'editor.place'
const FRESH_MS = 60_000

/** Saving loads the page anew: whoever was writing goes on at the same place. */
export function keepPlace(view: EditorView, form: HTMLFormElement): void {
  restore(view)
  form.addEventListener('submit', () => {
    if (!view.hasFocus) return
    const { anchor, head } = view.state.selection.main
    const { length } = view.state.doc
    const kept: Kept = { length, anchor, head, top: window.scrollY, at: Date.now() }
    write(JSON.stringify(kept))
  })
}

function restore(view: EditorView): void {
  const kept = read()
  // What is wrong comes first.
  if (document.querySelector('[data-mistakes]')) return
  if (kept?.length !== view.state.doc.length || Date.now() - kept.at > FRESH_MS) return
  const { anchor, head } = kept
  view.dispatch({
    selection: { anchor: Math.min(anchor, kept.length), head: Math.min(head, kept.length) },
  })
  view.focus()
  window.scrollTo(0, kept.top)
}

function read(): Kept | null {
  try {
    const text = sessionStorage.getItem(KEY)
    sessionStorage.removeItem(KEY)
    return text === null ? null : (JSON.parse(text) as Kept)
  } catch {
    return null
  }
}

function write(text: string): void {
  try {
    sessionStorage.setItem(KEY, text)
  } catch {
    // Storage may be switched off.
  }
}
