/** Marks, in the contents beside a post, the section that is being read. */
export function followContents(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('.contents a')]
  const places = links.flatMap(link => {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)))
    return heading ? [{ link, heading }] : []
  })
  if (places.length === 0) return

  const mark = () => {
    const line = window.innerHeight / 4
    const passed = places.filter(({ heading }) => heading.getBoundingClientRect().top <= line)
    for (const { link } of places) link.removeAttribute('aria-current')
    passed.at(-1)?.link.setAttribute('aria-current', 'true')
  }
  let isAwaited = false
  document.addEventListener(
    'scroll',
    () => {
      if (isAwaited) return
      isAwaited = true
      requestAnimationFrame(() => {
        isAwaited = false
        mark()
      })
    },
    { passive: true },
  )
  mark()
}
