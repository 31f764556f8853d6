import pg from 'pg'

const CHANNEL = 'blext_content'
// A connection may be dead without saying so, and then nobody is told of anything.
const TRUSTED_WHILE_TOLD_MS = 10_000
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
 * Listens for the notes that `bumpContentVersion` sends; while it cannot, the version is read once a
 * second. Connects when it is first asked, so that a short command does not.
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
    const trusted = ear.isListening() ? TRUSTED_WHILE_TOLD_MS : TRUSTED_MS
    if (known && performance.now() - known.at < trusted) return Promise.resolve(known.version)
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

type Ear = { isListening: () => boolean; close: () => Promise<void> }

// Listens on a connection of its own, made anew when it is lost.
function openEar(connectionString: string, onNote: () => void): Ear {
  let retry: NodeJS.Timeout | undefined
  let isClosed = false
  let current = connect()
  return {
    isListening: () => current.isListening(),
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
  let isListening = false
  let isLost = false
  client.on('notification', onNote).on('error', lose).on('end', lose)
  const connecting = client
    .connect()
    .then(() => client.query(`LISTEN ${CHANNEL}`))
    .then(() => {
      isListening = true
      onNote()
    })
    .catch(lose)
  return {
    isListening: () => isListening,
    close: async () => {
      await connecting
      await client.end().catch(() => undefined)
    },
  }

  function lose(): void {
    if (isLost) return
    isLost = true
    isListening = false
    client.end().catch(() => undefined)
    onLoss()
  }
}
