import { StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state'
import { Decoration, EditorView, WidgetType } from '@codemirror/view'
import type { DecorationSet } from '@codemirror/view'

type Place = { id: number; pos: number; box: HTMLElement }

/** A box appears below the line of a place in the text. */
export const addPlace = StateEffect.define<Place>()

/** The box goes away. */
export const dropPlace = StateEffect.define<number>()

/** Names whose text a change puts in, so that files dropped together keep their order. */
export const fillPlace = StateEffect.define<number>()

const places = StateField.define<readonly Place[]>({
  create: () => [],
  update(value, { changes, effects, docChanged }) {
    const filled = effects.find(effect => effect.is(fillPlace))?.value
    let next = value
    // What is typed at a place goes on after it; what another file puts there stands in the order of the files.
    if (docChanged && value.length > 0) {
      next = value.map(place => {
        const side = filled !== undefined && filled <= place.id ? 1 : -1
        return { ...place, pos: changes.mapPos(place.pos, side) }
      })
    }
    for (const effect of effects) {
      if (effect.is(addPlace)) next = [...next, effect.value]
      if (effect.is(dropPlace)) next = next.filter(({ id }) => id !== effect.value)
    }
    return next
  },
  provide: field =>
    EditorView.decorations.compute([field], state => decorate(state, state.field(field))),
})

/** The places of files that are on their way; they survive whatever is typed meanwhile. */
export const uploadPlaces: Extension = places

/** Where a file belongs now; null when it has no place any more. */
export const findPlace = (state: EditorState, id: number): number | null =>
  state.field(places).find(place => place.id === id)?.pos ?? null

class BoxWidget extends WidgetType {
  readonly id: number
  readonly box: HTMLElement

  constructor({ id, box }: Place) {
    super()
    this.id = id
    this.box = box
  }

  override eq(other: BoxWidget): boolean {
    return other.id === this.id
  }

  override toDOM(): HTMLElement {
    return this.box
  }

  override get estimatedHeight(): number {
    return 72
  }

  // What is typed in the box is not typed in the text.
  override ignoreEvent(): boolean {
    return true
  }
}

function decorate(state: EditorState, list: readonly Place[]): DecorationSet {
  const boxes = list.map(place => {
    const widget = new BoxWidget(place)
    return Decoration.widget({ widget, block: true, side: 1 }).range(state.doc.lineAt(place.pos).to)
  })
  return Decoration.set(boxes, true)
}
