/** What the server says of a stored file. */
export type Media = { id: number; url: string; name: string; type: string; alt: string }

export type UploadOutcome =
  { kind: 'stored'; media: Media } | { kind: 'failed'; message: string } | { kind: 'stopped' }

type Sending = { outcome: Promise<UploadOutcome>; stop: () => void }

/** Sends a file and tells how much of it has gone; `message` is '' where the server could not be reached. */
export function sendFile(file: File, onProgress: (share: number) => void): Sending {
  // fetch does not tell how much has been sent.
  const request = new XMLHttpRequest()
  const outcome = new Promise<UploadOutcome>(resolve => {
    request.upload.addEventListener('progress', event => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    })
    request.addEventListener('load', () => resolve(readAnswer(request)))
    request.addEventListener('error', () => resolve({ kind: 'failed', message: '' }))
    request.addEventListener('abort', () => resolve({ kind: 'stopped' }))
  })
  const form = new FormData()
  form.append('file', file, file.name)
  request.open('POST', '/admin/media')
  request.setRequestHeader('Accept', 'application/json')
  request.send(form)
  return { outcome, stop: () => request.abort() }
}

/** Keeps a description with the image, for the next time that it is used. */
export async function sendAlt(mediaId: number, alt: string): Promise<boolean> {
  try {
    const answer = await fetch(`/admin/media/${mediaId}`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({ alt }),
    })
    return answer.ok
  } catch {
    // The text has the description all the same.
    return false
  }
}

function readAnswer({ status, responseText }: XMLHttpRequest): UploadOutcome {
  const answer = parseAnswer(responseText)
  if (status >= 200 && status < 300 && isStored(answer)) {
    const { name = '', type = '', alt = '' } = answer
    return { kind: 'stored', media: { id: answer.id, url: answer.url, name, type, alt } }
  }
  return { kind: 'failed', message: typeof answer['error'] === 'string' ? answer['error'] : '' }
}

type Answer = Record<string, unknown>

const isStored = (answer: Answer): answer is Partial<Media> & { id: number; url: string } =>
  typeof answer['id'] === 'number' && typeof answer['url'] === 'string'

function parseAnswer(text: string): Answer {
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' && answer !== null ? (answer as Answer) : {}
  } catch {
    // A proxy answers with a page.
    return {}
  }
}
