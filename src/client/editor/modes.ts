import { EditorView, type ViewUpdate } from '@codemirror/view'

/** A way of writing that is switched on and off, and is kept in this browser. */
export type Mode = { isOn: () => boolean; toggle: () => void }

/** All but the paragraph being written is dimmed, and its line stays in the middle. */
export function openFocusMode(): Mode {
  const mode = openMode('is-focused-writing')
  if (recall('is-focused-writing')) mode.toggle()
  return mode
}

/** Nothing but the text, on all of the screen where the browser allows it. */
export function openFullScreen(): Mode {
  const mode = openMode('is-full-screen')
  if (recall('is-full-screen')) mode.toggle()
  document.addEventListener('fullscreenchange', () => {
    // Escape has left the full screen.
    if (!document.fullscreenElement && mode.isOn()) mode.toggle()
  })
  return {
    isOn: mode.isOn,
    toggle: () => {
      mode.toggle()
      void switchScreen(mode.isOn())
    },
  }
}

/** Keeps the caret's line in the middle while the focus mode is on. */
export function typewriter(mode: Mode): ReturnType<typeof EditorView.updateListener.of> {
  return EditorView.updateListener.of((update: ViewUpdate) => {
    if (!mode.isOn() || !(update.docChanged || update.selectionSet)) return
    const isByPointer = update.transactions.some(each => each.isUserEvent('select.pointer'))
    if (isByPointer || update.transactions.some(each => each.isUserEvent('input.filled'))) return
    const { view, state } = update
    const effects = EditorView.scrollIntoView(state.selection.main.head, { y: 'center' })
    queueMicrotask(() => view.dispatch({ effects }))
  })
}

function openMode(name: string): Mode {
  const { classList } = document.body
  return {
    isOn: () => classList.contains(name),
    toggle: () => keep(name, classList.toggle(name)),
  }
}

async function switchScreen(isOn: boolean): Promise<void> {
  try {
    if (isOn) await document.documentElement.requestFullscreen()
    else if (document.fullscreenElement) await document.exitFullscreen()
  } catch {
    // Not on every phone; the rest of the page is out of the way all the same.
  }
}

/** Keeps in this window whether something is on, over the loading of a page. */
export function keep(name: string, isOn: boolean): void {
  try {
    sessionStorage.setItem(`editor.${name}`, isOn ? '1' : '')
  } catch {
    // Storage may be switched off.
  }
}

/** True if it was on when the page was left. */
export function recall(name: string): boolean {
  try {
    return sessionStorage.getItem(`editor.${name}`) === '1'
  } catch {
    return false
  }
}
