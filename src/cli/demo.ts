import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closeContext, openContext, root } from '../context.ts'
import { DEMO_EMAIL, fillDemo } from '../transfer/demo.ts'
import { UsageError, type Command, type Io } from './command.ts'
import { serveUntilSignal } from './serve.ts'
import { migrateSite } from './site.ts'

export const demoCommand: Command = {
  name: 'demo',
  usage: '',
  summary: 'Serve a throw-away blog, full of posts, to look around in.',
  examples: [
    { line: 'blext demo', does: 'Serves a blog with 40 posts, and prints how to sign in.' },
    { line: 'PORT=8080 blext demo', does: 'The same at another port.' },
  ],
  run: async (args, io) => {
    if (args.length > 0) throw new UsageError('demo takes no arguments.')
    const folder = await mkdtemp(join(tmpdir(), 'blext-demo-'))
    const remove = () => rmSync(folder, { recursive: true, force: true })
    const allowGrace = removeWhenCut(remove)
    try {
      await serveDemo(folder, io, allowGrace)
    } finally {
      remove()
    }
    return 0
  },
}

// A signal while the blog is being filled, or a second one, ends the process at once: the folder goes even then.
function removeWhenCut(remove: () => void): () => void {
  let graces = 0
  const hear = () => {
    graces -= 1
    if (graces >= 0) return
    remove()
    process.exit(1)
  }
  process.on('SIGTERM', hear).on('SIGINT', hear)
  return () => {
    graces = 1
  }
}

async function serveDemo(
  folder: string,
  { config: given, stdout }: Io,
  onReady: () => void,
): Promise<void> {
  const databaseUrl = `file:${join(folder, 'blext.db')}`
  const baseUrl = new URL(`http://localhost:${given.port}`)
  const config = {
    ...given,
    ...{ dataDir: folder, databaseUrl, baseUrl, secure: false, s3Url: '', logLevel: 'warn' },
  }
  const password = randomBytes(9).toString('base64url')
  stdout.write('Filling a blog to look around in …\n')
  await migrateSite(config)
  const context = await openContext(config)
  try {
    await fillDemo(context, join(root, 'demo'), password)
    await serveUntilSignal(context, () => {
      onReady()
      stdout.write(introduce(config.baseUrl.href, password))
    })
  } finally {
    await closeContext(context)
  }
}

function introduce(address: string, password: string): string {
  return `
The demo is ready at  ${address}

  Sign in at  ${new URL('/login', address).href}
  Email       ${DEMO_EMAIL}
  Password    ${password}

ines@example.org, tomasz@example.org and mei@example.org are its authors, with the same password.
Nothing of it is kept: it goes away when you stop it with Ctrl+C.

`
}
