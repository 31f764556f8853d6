import { expect, test, vi } from 'vitest'
import { prepareBlog, runBuilt } from '../support/built.ts'
import { runProgram, runProgramWith } from '../support/program.ts'
import { openSite } from '../support/site.ts'

// Each run is a program of its own, which has to be loaded first.
vi.setConfig({ testTimeout: 180_000 })

test('shows its commands, and refuses what is none of them with 2', async () => {
  const env = await prepareBlog('empty')
  const site = await openSite({ empty: true })

  const help = await runBuilt(env, ['--help'])
  const unknown = await runProgram(site, 'publish', 'everything')
  const wrong = await runProgram(site, 'user', 'add', '--role', 'owner')
  const odd = await runProgram(site, 'serve', 'everything')
  const half = await runProgram(site, 'user')

  expect(help.status).toBe(0)
  expect(help.stdout).toMatch(/blext serve[\s\S]*blext migrate[\s\S]*blext user add/)
  expect([unknown.status, unknown.stdout]).toEqual([2, ''])
  expect(unknown.stderr).toBe(
    'blext: there is no command “publish everything”. See blext --help.\n',
  )
  expect([half.status, half.stderr]).toEqual([
    2,
    'blext: “user” is the beginning of user add, user list, user disable, user enable, user password. See blext --help.\n',
  ])
  expect([odd.status, odd.stderr]).toEqual([2, expect.stringContaining('Usage: blext serve')])
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toMatch(/^blext: --role is .*\nUsage: blext user add .*\n$/)
})

test('people are added, listed, given a password and disabled', async () => {
  const site = await openSite({ empty: true })
  const nina = ['--username', 'nina', '--email', 'nina@example.com', '--role', 'admin']
  const add = ['user', 'add', ...nina, '--password-stdin']

  const short = await runProgramWith(site, 'short\n', ...add)
  const added = await runProgramWith(site, 'tide and lamp\n', ...add)
  const again = await runProgramWith(site, 'tide and lamp\n', ...add)
  const password = ['user', 'password', 'nina', '--password-stdin']
  const changed = await runProgramWith(site, 'rope and tide', ...password)
  const nobody = await runProgram(site, 'user', 'disable', 'nobody')
  const disabled = await runProgram(site, 'user', 'disable', 'nina')
  const listed = await runProgram(site, 'user', 'list', '--json')
  const enabled = await runProgram(site, 'user', 'enable', 'nina', '--json')
  const back = await runProgram(site, 'user', 'list')

  expect([short.status, short.stderr]).toEqual([
    1,
    'blext: A password has at least 12 characters.\n',
  ])
  expect([added.status, added.stdout]).toEqual([0, 'Added nina (admin).\n'])
  expect([again.status, again.stderr.split('\n').length]).toEqual([1, 2])
  expect([changed.status, nobody.status, disabled.status]).toEqual([0, 1, 0])
  expect(listed.json()).toEqual([
    { username: 'nina', email: 'nina@example.com', role: 'admin', disabled: true },
  ])
  expect(enabled.json()).toEqual({ dryRun: false, username: 'nina', disabled: false })
  expect(back.stdout).toBe('nina\tnina@example.com\tadmin\n')
})

test('S77: a bad environment stops it, with every bad variable named', async () => {
  const env = await prepareBlog('empty')

  const { status, stderr } = await runBuilt({ ...env, PORT: 'x', BASE_URL: 'y' }, ['serve'])

  expect(status).toBe(1)
  expect(stderr).toMatch(/^blext: The environment needs attention\.\nPORT: .*\nBASE_URL: .*\n$/)
})
