import { say } from './words.ts'

/** The bar that does something with many rows, and what belongs to it on the page. */
type BulkBar = {
  form: HTMLFormElement
  boxes: HTMLInputElement[]
  /** Selects every row of the page. */
  page: HTMLInputElement | null
  /** Stands for everything that the filter matches, on all pages. */
  everything: HTMLInputElement | null
  action: HTMLSelectElement | null
  /** The row that was ticked last, for a range with Shift. */
  last: number
}

/** Bars for many rows at once: shown when something is selected, with the number of what is. */
export function enhanceBulkForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-bulk]')) {
    const bar = openBulkBar(form)
    listen(bar)
    refresh(bar)
    showExtras(bar)
  }
}

function openBulkBar(form: HTMLFormElement): BulkBar {
  const ofThis = `input.row-check[form="${form.id}"]`
  return {
    form,
    boxes: [...document.querySelectorAll<HTMLInputElement>(ofThis)],
    page: document.querySelector<HTMLInputElement>(`[data-select-all="${form.id}"]`),
    everything: form.querySelector<HTMLInputElement>('input[name="all"]'),
    action: form.querySelector<HTMLSelectElement>('[data-bulk-action]'),
    last: -1,
  }
}

function listen(bar: BulkBar): void {
  const { page } = bar
  page?.closest('label')?.removeAttribute('hidden')
  page?.addEventListener('change', () => {
    for (const box of bar.boxes) box.checked = page.checked
    refresh(bar)
  })
  for (const [at, box] of bar.boxes.entries()) {
    box.addEventListener('click', event => tickRange(bar, at, event.shiftKey))
  }
  bar.everything?.addEventListener('change', () => refresh(bar))
  bar.action?.addEventListener('change', () => showExtras(bar))
  // The browser may have kept the ticks of a page that one comes back to.
  window.addEventListener('pageshow', () => refresh(bar))
}

function tickRange(bar: BulkBar, at: number, isRange: boolean): void {
  const from = isRange && bar.last >= 0 ? bar.last : at
  const isTicked = bar.boxes[at]?.checked ?? false
  for (const box of bar.boxes.slice(Math.min(from, at), Math.max(from, at) + 1)) {
    box.checked = isTicked
  }
  bar.last = at
  refresh(bar)
}

function refresh({ form, boxes, page, everything }: BulkBar): void {
  const selected = boxes.filter(box => box.checked).length
  const count = form.querySelector('[data-bulk-count]')
  form.hidden = selected === 0 && everything?.checked !== true
  form.classList.add('is-live')
  if (count) count.textContent = say('selected', { number: selected })
  if (page) {
    page.checked = selected === boxes.length && selected > 0
    page.indeterminate = selected > 0 && selected < boxes.length
  }
}

function showExtras({ form, action }: BulkBar): void {
  for (const extra of form.querySelectorAll<HTMLElement>('[data-for]')) {
    extra.hidden = !(extra.dataset['for'] ?? '').split(' ').includes(action?.value ?? '')
  }
}
