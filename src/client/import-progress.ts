const PAUSE_MS = 1_000

/** Keeps the progress of an import on its page up to date, and shows what came of it when it has ended. */
export function followImport(): void {
  const place = document.querySelector<HTMLElement>('[data-import-work]')
  if (place) setTimeout(() => void look(place), PAUSE_MS)
}

async function look(place: HTMLElement): Promise<void> {
  const fresh = await readWork()
  if (fresh === 'ended') {
    location.reload()
    return
  }
  for (const part of fresh ? ['p', 'progress'] : []) {
    const [old, now] = [place.querySelector(part), fresh?.querySelector(part)]
    if (old && now) old.replaceWith(now)
  }
  setTimeout(() => void look(place), PAUSE_MS)
}

// While the server cannot be reached, the page stays as it is.
async function readWork(): Promise<Element | 'ended' | null> {
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } })
    if (!answer.ok || answer.redirected) return null
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    return page.querySelector('[data-import-work]') ?? 'ended'
  } catch {
    return null
  }
}
