const WAIT_MS = 150

/** Forms of a merge say what it would do as soon as that is known; before, their button asks the server. */
export function sayMergesBefore(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-merge]')) {
    const button = form.querySelector<HTMLButtonElement>('[data-merge-button]')
    const place = form.querySelector<HTMLElement>('[data-merge-sentence]')
    if (button && place) listen(form, { button, place })
  }
}

type Parts = { button: HTMLButtonElement; place: HTMLElement }

function listen(form: HTMLFormElement, { button, place }: Parts): void {
  let timer = 0
  let wanted = ''
  // Ticks of the list belong to the form and stand outside of it.
  for (const event of ['input', 'change']) {
    document.addEventListener(event, ({ target }) => {
      const field = target instanceof HTMLInputElement ? target : null
      if (field && (field.form === form || 'selectAll' in field.dataset)) begin()
    })
  }
  window.addEventListener('pageshow', begin)

  // Enter says once more what has changed already, just before it sends the form.
  function begin(): void {
    const query = readQuery(form)
    if (query === wanted) return
    wanted = query
    window.clearTimeout(timer)
    button.formMethod = 'get'
    place.hidden = true
    if (query !== '') timer = window.setTimeout(() => void ask(query), WAIT_MS)
  }

  async function ask(query: string): Promise<void> {
    const sentence = await fetchSentence(`${form.action}?${query}`)
    if (query !== wanted || sentence === '') return
    place.textContent = sentence
    place.hidden = false
    button.formMethod = 'post'
  }
}

/** What the sentence depends on; '' as long as something is missing. */
function readQuery(form: HTMLFormElement): string {
  const fields = new FormData(form)
  const into = fields.get('intoName')
  const from = fields.getAll('from')
  if (typeof into !== 'string' || into.trim() === '' || from.length === 0) return ''
  const query = new URLSearchParams({ intoName: into })
  for (const id of from) if (typeof id === 'string') query.append('from', id)
  return query.toString()
}

async function fetchSentence(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { headers: { accept: 'application/json' } })
    return answer.ok ? ((await answer.json()) as { sentence: string }).sentence : ''
  } catch {
    // Without the network the page says nothing, and the form asks when it is sent.
    return ''
  }
}
