import { EditorView } from '@codemirror/view'

/** A page that names an address in a text (`?find=/posts/x`) leads to where it stands there, selected. */
export function goToSought(view: EditorView): void {
  const sought = new URLSearchParams(location.search).get('find')
  if (!sought) return
  const text = view.state.doc.toString()
  const last = sought.split('/').at(-1) ?? ''
  const found = [sought, encodeURI(sought), last]
    .filter(words => words !== '')
    .map(words => ({ at: text.indexOf(words), length: words.length }))
    .find(({ at }) => at !== -1)
  if (!found) return
  const { at, length } = found
  const effects = EditorView.scrollIntoView(at, { y: 'center' })
  view.dispatch({ selection: { anchor: at, head: at + length }, effects })
  view.focus()
}
