import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Site } from './site.ts'

export type Letter = { to: string; subject: string; text: string; link: string }

/** The letters that the site has written, oldest first, after everything that goes on in the background. */
export async function readLetters({ context }: Pick<Site, 'context'>): Promise<Letter[]> {
  await context.background.idle()
  const folder = join(context.config.dataDir, 'outbox')
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  return names
    .filter(name => name.endsWith('.eml'))
    .map(name => readLetter(readFileSync(join(folder, name), 'utf8')))
}

function readLetter(source: string): Letter {
  const [head = '', ...body] = source.split('\n\n')
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'mi').exec(head)?.[1] ?? ''
  const encoded = body.join('\n\n')
  const isQuoted = header('Content-Transfer-Encoding') === 'quoted-printable'
  const text = isQuoted
    ? encoded
        .replace(/=\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : encoded
  const [link = ''] = /https?:\/\/\S+/.exec(text) ?? []
  return {
    to: header('To'),
    subject: header('Subject'),
    text,
    link: link && new URL(link).pathname,
  }
}
