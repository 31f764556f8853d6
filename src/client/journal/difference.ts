import type { Fields } from './fields.ts'

const LONG = 400
const AROUND = 120
const LIMIT_MS = 1_500

/** What differs between two texts of one form, field by field, word by word. */
export async function drawDifference(
  form: HTMLFormElement,
  mine: Fields,
  other: Fields,
): Promise<HTMLElement[]> {
  const { diffWordsWithSpace, diffLines } = await import('diff')
  return Object.keys(other)
    .filter(name => name in mine && mine[name] !== other[name])
    .flatMap(name => {
      const [one, two] = [mine[name] ?? '', other[name] ?? '']
      // Word by word takes too long where two long texts have little in common.
      const options = { timeout: LIMIT_MS }
      const parts = diffWordsWithSpace(one, two, options) ?? diffLines(one, two)
      const term = document.createElement('dt')
      const text = document.createElement('dd')
      term.textContent = labelOf(form, name)
      text.append(...parts.map(drawPart))
      return [term, text]
    })
}

type Part = { value: string; added: boolean; removed: boolean }

// Of a long passage that is the same, only what touches a change is shown.
function drawPart({ value, added, removed }: Part, place: number, parts: Part[]): HTMLElement {
  const element = document.createElement(added ? 'ins' : removed ? 'del' : 'span')
  const isCut = !added && !removed && value.length > LONG
  const start = place === 0 ? '' : `${value.slice(0, AROUND)} `
  const end = place === parts.length - 1 ? '' : ` ${value.slice(-AROUND)}`
  element.textContent = isCut ? `${start}[…]${end}` : value
  return element
}

function labelOf(form: HTMLFormElement, name: string): string {
  const field = form.querySelector(`[name="${CSS.escape(name)}"]:not([type="hidden"])`)
  const labels = [
    field?.closest('fieldset')?.querySelector('legend'),
    form.querySelector(`label[for="${CSS.escape(name)}"]`),
    field?.closest('label'),
  ]
  // The label of the text may belong to the editor that stands in its place.
  const fallback = document.querySelector<HTMLElement>('[data-both-fields]')?.dataset[name]
  return labels.find(Boolean)?.textContent.trim() ?? fallback ?? name
}
