/** The media library: files come by button, drop and paste, each with its progress; images are described in place. */
import { sendAlt, sendFile } from './editor/upload-request.ts'
import { announce, say } from './words.ts'

const MEBIBYTE = 1024 * 1024

export function enhanceMedia(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-media-drop]')
  if (form) enhanceUpload(form)
  for (const alt of document.querySelectorAll<HTMLFormElement>('form[data-media-alt]')) {
    alt.addEventListener('submit', event => {
      event.preventDefault()
      void describe(alt)
    })
  }
}

function enhanceUpload(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) return
  form.classList.add('is-live')
  form.querySelector<HTMLElement>('[data-media-drop-hint]')?.removeAttribute('hidden')
  const upload = createUploader(form)
  input.addEventListener('change', () => {
    upload([...(input.files ?? [])])
    input.value = ''
  })
  document.addEventListener('paste', event => {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    upload(files)
  })
  acceptDrops(form, upload)
}

// The whole window takes what is dropped: a file that misses the field would replace the page.
function acceptDrops(form: HTMLFormElement, upload: (files: File[]) => void): void {
  const mark = (isOver: boolean) => form.classList.toggle('is-over', isOver)
  document.addEventListener('dragover', event => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    mark(true)
  })
  document.addEventListener('dragleave', event => {
    if (event.relatedTarget === null) mark(false)
  })
  document.addEventListener('drop', event => {
    mark(false)
    const files = [...(event.dataTransfer?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    upload(files)
  })
}

// One after the other, in the order of coming; when all are there, the list shows them.
function createUploader(form: HTMLFormElement): (files: File[]) => void {
  let queue = Promise.resolve()
  let waiting = 0
  let failed = 0
  return files => {
    for (const file of files) {
      const line = addLine(form, file.name)
      waiting += 1
      queue = queue.then(async () => {
        if (!(await uploadOne(file, line, Number(form.dataset['maxMb'])))) failed += 1
        waiting -= 1
        if (waiting === 0 && failed === 0) location.assign('/admin/media')
      })
    }
  }
}

type Line = { progress: HTMLProgressElement; state: HTMLElement }

function addLine(form: HTMLFormElement, name: string): Line {
  const list = form.querySelector<HTMLElement>('[data-media-progress]')
  const progress = document.createElement('progress')
  progress.setAttribute('aria-label', name)
  const state = document.createElement('span')
  state.textContent = say('uploadWaits')
  const item = document.createElement('li')
  const title = document.createElement('span')
  title.textContent = name
  item.append(title, progress, state)
  list?.append(item)
  list?.removeAttribute('hidden')
  return { progress, state }
}

async function uploadOne(file: File, line: Line, maxMb: number): Promise<boolean> {
  if (file.size > maxMb * MEBIBYTE) return tell(line, say('uploadLarge'), false)
  const { outcome } = sendFile(file, share => {
    line.progress.value = share
    line.state.textContent = say('uploadShare', { number: Math.floor(share * 100) })
  })
  const done = await outcome
  if (done.kind === 'stored') return tell(line, say('uploadDone'), true)
  const message = done.kind === 'failed' ? done.message : ''
  return tell(line, message || say('uploadFailed'), false)
}

function tell({ progress, state }: Line, sentence: string, isDone: boolean): boolean {
  progress.hidden = !isDone
  if (isDone) progress.value = 1
  state.textContent = sentence
  state.classList.toggle('field-error', !isDone)
  announce(`${progress.getAttribute('aria-label') ?? ''}: ${sentence}`)
  return isDone
}

async function describe(form: HTMLFormElement): Promise<void> {
  const row = form.closest<HTMLElement>('[data-media-id]')
  const field = form.querySelector<HTMLInputElement>('input[name=alt]')
  const alt = field?.value.trim() ?? ''
  if (!row || !field || alt === '') return
  if (!(await sendAlt(Number(row.dataset['mediaId']), alt))) {
    form.submit()
    return
  }
  announce(say('described'))
  row.classList.add('is-described')
  nextField(row)?.focus()
}

function nextField(row: HTMLElement): HTMLInputElement | null {
  let next = row.nextElementSibling
  while (next?.classList.contains('is-described')) next = next.nextElementSibling
  return next?.querySelector<HTMLInputElement>('input[name=alt]') ?? null
}
