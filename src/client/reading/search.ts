import { say } from '../words.ts'

/** A post as a search shows it; what ends in `Html` is escaped but for its marks. */
export type Result = {
  titleHtml: string
  url: string
  html: string
  date: string
  dateText: string
}
type Answer = { total: number; isMore?: boolean; message?: string; results: Result[] }

const PAUSE_MS = 180

/** Shows what a search finds while somebody types; the page's own button stays as it is. */
export function searchWhileTyping(form: HTMLFormElement): void {
  const place = document.querySelector<HTMLElement>('[data-results]')
  const status = document.querySelector<HTMLElement>('[data-search-status]')
  if (!place || !status) return
  let timer = 0
  let asked: AbortController | undefined
  const search = async () => {
    asked?.abort()
    asked = new AbortController()
    const address = addressOf(form)
    try {
      const headers = { Accept: 'application/json' }
      const answer = await fetch(address, { headers, signal: asked.signal })
      showResults((await answer.json()) as Answer, { place, status, isEmpty: isEmpty(form) })
      history.replaceState(null, '', address)
    } catch (error) {
      // Whoever types on, or is offline, still has the button.
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error
    }
  }
  form.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void search(), PAUSE_MS)
  })
  // Somebody may have typed while this script was on its way.
  if ([...form.querySelectorAll('input')].some(isChanged)) void search()
}

const isChanged = ({ value, defaultValue }: HTMLInputElement): boolean => value !== defaultValue

function fieldsOf(form: HTMLFormElement): [string, string][] {
  return [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' && value.trim() !== '' ? [[name, value] as [string, string]] : [],
  )
}

const isEmpty = (form: HTMLFormElement): boolean => fieldsOf(form).length === 0

function addressOf(form: HTMLFormElement): string {
  const query = new URLSearchParams(fieldsOf(form)).toString()
  return query === '' ? '/search' : `/search?${query}`
}

/** Shows what was found, and says how much. */
export function showResults(
  { total, isMore, message, results }: Answer,
  { place, status, isEmpty }: { place: HTMLElement; status: HTMLElement; isEmpty: boolean },
): void {
  const found = say('found', { number: isMore ? `${total}+` : total })
  const said = total > 0 ? found : say('none')
  status.textContent = isEmpty ? '' : (message ?? said)
  const list = document.createElement('ol')
  list.className = 'cards'
  list.append(...results.map(draw))
  place.replaceChildren(...(results.length > 0 ? [list] : []))
}

// The server escapes everything but its own marks.
function draw({ titleHtml, url, html, date, dateText }: Result): HTMLElement {
  const item = document.createElement('li')
  const card = document.createElement('article')
  card.className = 'card'
  const day = document.createElement('p')
  day.className = 'card-date'
  const time = document.createElement('time')
  time.dateTime = date
  time.textContent = dateText
  day.append(time)
  const title = document.createElement('h2')
  title.className = 'card-title'
  title.dir = 'auto'
  const link = document.createElement('a')
  link.href = url
  link.innerHTML = titleHtml
  title.append(link)
  const text = document.createElement('p')
  text.className = 'card-text'
  text.dir = 'auto'
  text.innerHTML = html
  card.append(day, title, text)
  item.append(card)
  return item
}
