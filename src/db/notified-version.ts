import pg from 'pg'

const CHANNEL = 'blext_content'
// The connection that listens may be gone, or dead without saying so.
const TRUSTED_MS = 1_000
const RETRY_MS = 1_000

/** The content version of a PostgreSQL database, read again only when it may have changed. */
export type NotifiedVersion = {
  get: () => Promise<number>
  /** Says that this process has written. */
  forget: () => void
  close: () => Promise<void>
}

/**
 * Listens for the notes that `bumpContentVersion` sends, and trusts in none: the version is read once
 * a second all the same. Connects when it is first asked, so that a short command does not.
 */
export function watchNotifiedVersion(
  connectionString: string,
  read: () => Promise<number>,
): NotifiedVersion {
  let known: { version: number; at: number } | null = null
  let reading: Promise<number> | null = null
  let ear: Ear | null = null
  return { get, forget, close: async () => ear?.close() }

  function get(): Promise<number> {
    ear ??= openEar(connectionString, forget)
    if (known && performance.now() - known.at < TRUSTED_MS) return Promise.resolve(known.version)
    return reading ?? readAnew()
  }

  function readAnew(): Promise<number> {
    const at = performance.now()
    const begun: Promise<number> = read()
      .then(version => {
        // What was forgotten meanwhile may have been read too early.
        if (reading === begun) known = { version, at }
        return version
      })
      .finally(() => {
        if (reading === begun) reading = null
      })
    reading = begun
    return begun
  }

  function forget(): void {
    known = null
    reading = null
  }
}

type Ear = { close: () => Promise<void> }

// Listens on a connection of its own, made anew when it is lost.
function openEar(connectionString: string, onNote: () => void): Ear {
  let retry: NodeJS.Timeout | undefined
  let isClosed = false
  let current = connect()
  return {
    close: async () => {
      isClosed = true
      clearTimeout(retry)
      await current.close()
    },
  }

  function connect(): Ear {
    return connectEar(connectionString, onNote, () => {
      onNote()
      if (isClosed) return
      clearTimeout(retry)
      retry = setTimeout(() => {
        current = connect()
      }, RETRY_MS).unref()
    })
  }
}

function connectEar(connectionString: string, onNote: () => void, onLoss: () => void): Ear {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  })
  let isLost = false
  client.on('notification', onNote).on('error', lose).on('end', lose)
  const connecting = client
    .connect()
    .then(() => client.query(`LISTEN ${CHANNEL}`))
    .then(onNote)
    .catch(lose)
  return {
    close: async () => {
      await connecting
      await client.end().catch(() => undefined)
    },
  }

  function lose(): void {
    if (isLost) return
    isLost = true
    client.end().catch(() => undefined)
    onLoss()
  }
}
