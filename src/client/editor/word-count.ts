import type { EditorState } from '@codemirror/state'
import { readingMinutes } from '../../text/words.ts'
import { say } from '../words.ts'
import { createCounter } from './count.ts'

export type WordCount = {
  /** The text or what is selected of it has changed. */
  refresh: (state: EditorState) => void
  /** The server has counted a text; it knows best what of it readers see. */
  correct: (words: number, text: string) => void
}

const SETTLED_MS = 200

/** Shows the words of the text, or of what is selected of it, and the minutes that it takes to read. */
export function openWordCount(place: HTMLElement | null, state: EditorState): WordCount {
  const count = createCounter()
  const countSelected = createCounter()
  let shown = state
  let difference = 0
  let timer = 0
  draw()
  return { refresh, correct }

  function refresh(next: EditorState): void {
    shown = next
    window.clearTimeout(timer)
    timer = window.setTimeout(draw, SETTLED_MS)
  }

  function correct(words: number, text: string): void {
    difference = words - createCounter()(text.split('\n'))
    draw()
  }

  function draw(): void {
    if (!place) return
    const { doc, selection } = shown
    const words = Math.max(0, count(doc.iterLines()) + (doc.length === 0 ? 0 : difference))
    const { main } = selection
    const selected = main.empty ? 0 : countSelected(shown.sliceDoc(main.from, main.to).split('\n'))
    const language = document.documentElement.lang
    const numbers = {
      words: words.toLocaleString(language),
      selected: selected.toLocaleString(language),
      minutes: readingMinutes(words),
    }
    const isEmpty = words === 0
    place.textContent = isEmpty ? '' : say(selected > 0 ? 'countSelected' : 'count', numbers)
  }
}
