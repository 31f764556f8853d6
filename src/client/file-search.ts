import { cutTokens, isBeginning, shardOf } from '../text/search-tokens.ts'
import { showResults, type Result } from './reading/search.ts'

type About = { posts: number; shards: number; postsAFile: number }
type Words = Record<string, number[]>
type Post = [title: string, url: string, date: string, dateText: string, summary: string]

const WEIGHTS = 16
const MAX_SHOWN = 50
const PAUSE_MS = 120

const loaded = new Map<string, Promise<unknown>>()

const form = document.querySelector<HTMLFormElement>('form[data-file-search]')
if (form) searchFiles(form, form.dataset['fileSearch'] ?? '')

/** The search of an exported site, which has files and no server: each word is looked up in one of them. */
function searchFiles(form: HTMLFormElement, folder: string): void {
  const input = form.querySelector<HTMLInputElement>('input[name="q"]')
  const place = document.querySelector<HTMLElement>('[data-results]')
  const status = document.querySelector<HTMLElement>('[data-search-status]')
  if (!input || !place || !status) return
  let timer = 0
  let latest = 0
  const search = async () => {
    const number = ++latest
    const found = await find(folder, input.value)
    if (number !== latest) return
    showResults(found, { place, status, isEmpty: input.value.trim() === '' })
    const query = input.value.trim() === '' ? '' : `?q=${encodeURIComponent(input.value)}`
    history.replaceState(null, '', location.pathname + query)
  }
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => void search(), PAUSE_MS)
  })
  form.addEventListener('submit', event => {
    event.preventDefault()
    void search()
  })
  input.value = new URLSearchParams(location.search).get('q') ?? ''
  if (input.value !== '') void search()
}

async function find(folder: string, asked: string): Promise<{ total: number; results: Result[] }> {
  const tokens = [...new Set(cutTokens(asked))]
  if (tokens.length === 0) return { total: 0, results: [] }
  const about = await load<About>(`${folder}about.json`)
  const last = tokens.at(-1)
  const scores = await Promise.all(
    tokens.map(token => scoreToken(folder, about, { token, isOpen: token === last })),
  )
  const numbers = rank(scores)
  const shown = numbers.slice(0, MAX_SHOWN)
  const posts = await Promise.all(shown.map(number => readPost(folder, about, number)))
  return { total: numbers.length, results: posts.map(post => describe(post, tokens)) }
}

// The last word may still be typed: what begins so is found, too.
async function scoreToken(
  folder: string,
  { shards, posts }: About,
  { token, isOpen }: { token: string; isOpen: boolean },
): Promise<Map<number, number>> {
  const words = await load<Words>(`${folder}words-${shardOf(token, shards)}.json`)
  const isPrefix = isBeginning(token) && (isOpen || Array.from(token).length === 1)
  const names = isPrefix
    ? Object.keys(words).filter(word => word.startsWith(token))
    : [token].filter(word => Object.hasOwn(words, word))
  const scores = new Map<number, number>()
  for (const name of names) {
    const list = words[name] ?? []
    const rarity = Math.log(1 + posts / list.length)
    let number = 0
    for (const packed of list) {
      number += Math.floor(packed / WEIGHTS)
      scores.set(number, (scores.get(number) ?? 0) + (packed % WEIGHTS) * rarity)
    }
  }
  return scores
}

// All words have to be there; what says them most comes first, the newest of what is equal.
function rank([first = new Map<number, number>(), ...others]: Map<number, number>[]): number[] {
  return [...first]
    .filter(([number]) => others.every(scores => scores.has(number)))
    .map(([number, score]) => ({
      number,
      score: others.reduce((sum, scores) => sum + (scores.get(number) ?? 0), score),
    }))
    .sort((one, other) => other.score - one.score || one.number - other.number)
    .map(({ number }) => number)
}

async function readPost(folder: string, { postsAFile }: About, number: number): Promise<Post> {
  const file = await load<Post[]>(`${folder}posts-${Math.floor(number / postsAFile)}.json`)
  return file[number % postsAFile] ?? ['', '', '', '', '']
}

function load<Content>(address: string): Promise<Content> {
  const known = loaded.get(address) ?? fetch(address).then(answer => answer.json())
  loaded.set(address, known)
  known.catch(() => loaded.delete(address))
  return known as Promise<Content>
}

function describe([title, url, date, dateText, summary]: Post, tokens: string[]): Result {
  return { titleHtml: mark(title, tokens), url, html: mark(summary, tokens), date, dateText }
}

function mark(text: string, tokens: string[]): string {
  const words = [...tokens]
    .sort((one, other) => other.length - one.length)
    .map(word => word.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'))
  return text
    .split(new RegExp(`(${words.join('|')})`, 'giu'))
    .map((part, at) => (at % 2 === 1 ? `<mark>${escapeHtml(part)}</mark>` : escapeHtml(part)))
    .join('')
}

function escapeHtml(text: string): string {
  const holder = document.createElement('i')
  holder.textContent = text
  return holder.innerHTML
}
