/** What the server's renderer made of a text, or why it could not. */
export type Answer = { ok: true; html: string; words: number } | { ok: false; message: string }

/** Asks for a page at most once at a time; what was asked meanwhile is asked next, and only the newest of it. */
export function createAsking(
  ask: () => Promise<Answer>,
  show: (answer: Answer) => void,
): () => void {
  let isAsking = false
  let isOutdated = false
  return () => {
    isOutdated = true
    if (!isAsking) void run()
  }

  async function run(): Promise<void> {
    isAsking = true
    while (isOutdated) {
      isOutdated = false
      show(await ask())
    }
    isAsking = false
  }
}

/** Lets the server render what the form holds now. */
export async function askForPage(form: HTMLFormElement, url: string): Promise<Answer> {
  const values = new FormData(form)
  const fields = new URLSearchParams()
  for (const name of ['title', 'body']) {
    const value = values.get(name)
    fields.set(name, typeof value === 'string' ? value : '')
  }
  try {
    const headers = { accept: 'application/json' }
    const answer = await fetch(url, { method: 'POST', headers, body: fields })
    const read = (await answer.json()) as { html?: string; words?: number; error?: string }
    if (answer.ok && read.html !== undefined) {
      return { ok: true, html: read.html, words: read.words ?? 0 }
    }
    return { ok: false, message: read.error ?? '' }
  } catch {
    // Offline, or signed out: what was shown last stays.
    return { ok: false, message: '' }
  }
}
