/** What the server says of a stored file. */
export type Media = { id: number; url: string; name: string; type: string; alt: string }

export type UploadOutcome = { ok: true; media: Media } | { ok: false; message: string }

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
    for (const type of ['error', 'abort', 'timeout']) {
      request.addEventListener(type, () => resolve({ ok: false, message: '' }))
    }
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

function readAnswer(request: XMLHttpRequest): UploadOutcome {
  const answer = parseAnswer(request.responseText)
  if (request.status === 201 || request.status === 200) {
    const { id, url, name, type, alt } = answer as Partial<Media>
    if (typeof id === 'number' && typeof url === 'string') {
      return { ok: true, media: { id, url, name: name ?? '', type: type ?? '', alt: alt ?? '' } }
    }
  }
  const { error } = answer as { error?: unknown }
  return { ok: false, message: typeof error === 'string' ? error : '' }
}

function parseAnswer(text: string): object {
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' && answer !== null ? answer : {}
  } catch {
    // A proxy answers with a page.
    return {}
  }
}
