import { randomUUID } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import type { Transporter } from 'nodemailer'
import type { Logger } from 'pino'
import type { Readable } from 'node:stream'
import type { Config } from '../config.ts'

/** A letter in plain text. */
export type Mail = { to: string; subject: string; text: string }

export type Mailer = {
  /** Sends a letter; rejects when the mail server refuses it. */
  send: (mail: Mail) => Promise<void>
  /** Rejects when the mail server cannot be reached or lets nobody in; sends nothing. */
  check: () => Promise<void>
  /** Whether letters leave this machine. */
  leaves: boolean
}

const TIMEOUT_MS = 10_000

type Settings = Pick<Config, 'smtpUrl' | 'mailFrom' | 'dataDir' | 'baseUrl'>

/** Sends through SMTP, or, where none is configured, writes each letter into DATA_DIR/outbox and says so in the log. */
export function createMailer(settings: Settings, log: Logger): Mailer {
  const { smtpUrl, mailFrom, baseUrl } = settings
  const from = mailFrom === '' ? `blext@${baseUrl.hostname}` : mailFrom
  return smtpUrl === ''
    ? {
        leaves: false,
        send: mail => keepLetter(settings, { from, ...mail }, log),
        check: () => Promise.resolve(),
      }
    : {
        leaves: true,
        send: async mail => {
          await withSmtp(smtpUrl, transport => transport.sendMail(plain({ from, ...mail })))
        },
        check: async () => {
          await withSmtp(smtpUrl, transport => transport.verify())
        },
      }
}

type Letter = Mail & { from: string }

// The package is loaded when the first letter is written: most starts need none.
async function withSmtp(
  smtpUrl: string,
  use: (transport: Transporter) => Promise<unknown>,
): Promise<void> {
  const { createTransport } = await import('nodemailer')
  const limits = { connectionTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS }
  const transport = createTransport({ url: smtpUrl, ...limits })
  try {
    await use(transport)
  } finally {
    transport.close()
  }
}

async function keepLetter({ dataDir }: Settings, letter: Letter, log: Logger): Promise<void> {
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({ streamTransport: true, newline: 'unix' })
  const { message } = await transport.sendMail(plain(letter))
  const folder = join(dataDir, 'outbox')
  const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}.eml`
  const part = join(folder, `.${name}.part`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(part, await buffer(message as Readable), { mode: 0o600 })
  await rename(part, join(folder, name))
  // The letter itself holds secrets, so the log only says where it is.
  log.warn(
    { subject: letter.subject, file: join(folder, name) },
    'no SMTP_URL: mail kept in the outbox',
  )
}

// Nothing that a person typed becomes a header of its own, or is read from a file or an address.
function plain({ from, to, subject, text }: Letter) {
  const line = (value: string) => value.replace(/[\r\n]+/g, ' ')
  const closed = { disableFileAccess: true, disableUrlAccess: true }
  return { from: line(from), to: line(to), subject: line(subject), text, ...closed }
}
