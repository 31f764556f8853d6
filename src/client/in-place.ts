/** Forms that open inside a list: the first field has the focus, Escape closes. */
export function enhanceInPlace(): void {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details.in-place')) {
    details.addEventListener('toggle', () => {
      if (details.open)
        details.querySelector<HTMLElement>('input:not([hidden], [type=hidden])')?.focus()
    })
    details.addEventListener('keydown', event => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      details.open = false
      details.querySelector('summary')?.focus()
    })
  }
}
