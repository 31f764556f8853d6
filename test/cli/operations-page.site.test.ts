import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { addPost } from '../support/builders.ts'
import { makeFolder } from '../support/folder.ts'
import { runProgramWith } from '../support/program.ts'
import { openSite } from '../support/site.ts'

const page = readFileSync('docs/operations.md', 'utf8')

test('every command of docs/operations.md does what the page says, in its order', async () => {
  const site = await openSite({ now: new Date().toISOString() })
  await addPost(site, { title: 'Tides', tags: ['sea'] })
  const admin = await site.signIn('adam')
  const retag = { ids: '1', action: 'add-tags', tags: 'moon' }
  await admin.post('/admin/posts/bulk').type('form').send(retag)
  const folder = makeFolder('operations')
  onTestFinished(() => folder.remove())

  const said: string[] = []
  for (const { input, args } of listCommands()) {
    const given = args.map(arg => (arg.endsWith('.zip') ? join(folder.path, arg) : arg))
    // The page tells to stop the server before a restore; here it is this very process.
    if (given[0] === 'restore' && site.dialect === 'sqlite') continue
    const { status, stdout, stderr } = await runProgramWith(site, input, ...given)
    expect({ command: args.join(' '), status, stderr }).toEqual({
      ...{ command: args.join(' '), status: 0, stderr: '' },
    })
    said.push(stdout)
  }

  const all = said.join('')
  expect(all).toContain('Restorable: 1 post and 0 files')
  expect(all).toContain('Nothing is wrong.')
  expect(all).toContain('alice has a new password')
  expect(all).toMatch(/^alice\t.*\tdisabled$/m)
})

function listCommands(): { input: string; args: string[] }[] {
  const blocks = [...page.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block = '']) => block)
  const lines = blocks.join('').trim().split('\n')
  return lines.map(line => {
    const [, input = '', command = ''] = /^(?:echo "(.*)" \| )?blext (.*)$/.exec(line) ?? []
    return { input, args: command.split(' ') }
  })
}
