import { expect, test, vi } from 'vitest'
import { prepareBlog, runBuilt } from '../support/built.ts'

// Each run is a program of its own, which has to be loaded first.
vi.setConfig({ testTimeout: 180_000 })

test('shows its commands, and refuses what is none of them with 2', async () => {
  const env = await prepareBlog('empty')

  const help = await runBuilt(env, ['--help'])
  const unknown = await runBuilt(env, ['publish', 'everything'])
  const wrong = await runBuilt(env, ['user', 'add', '--role', 'owner'])

  expect(help.status).toBe(0)
  expect(help.stdout).toMatch(/blext serve[\s\S]*blext migrate[\s\S]*blext user add/)
  expect([unknown.status, unknown.stdout]).toEqual([2, ''])
  expect(unknown.stderr).toBe(
    'blext: there is no command “publish everything”. See blext --help.\n',
  )
  expect(wrong.status).toBe(2)
  expect(wrong.stderr).toMatch(/^blext: --role is .*\nUsage: blext user add .*\n$/)
})

test('people are added, listed, given a password and disabled', async () => {
  const env = await prepareBlog('empty')
  const nina = ['--username', 'nina', '--email', 'nina@example.com', '--role', 'admin']

  const short = await runBuilt(env, ['user', 'add', ...nina, '--password-stdin'], {
    input: 'short\n',
  })
  const added = await runBuilt(env, ['user', 'add', ...nina, '--password-stdin'], {
    input: 'tide and lamp\n',
  })
  const again = await runBuilt(env, ['user', 'add', ...nina, '--password-stdin'], {
    input: 'tide and lamp\n',
  })
  const changed = await runBuilt(env, ['user', 'password', 'nina', '--password-stdin'], {
    input: 'rope and tide',
  })
  const nobody = await runBuilt(env, ['user', 'disable', 'nobody'])
  const disabled = await runBuilt(env, ['user', 'disable', 'nina'])
  const listed = await runBuilt(env, ['user', 'list', '--json'])

  expect([short.status, short.stderr]).toEqual([
    1,
    'blext: A password has at least 12 characters.\n',
  ])
  expect([added.status, added.stdout]).toEqual([0, 'Added nina (admin).\n'])
  expect([again.status, again.stderr.split('\n').length]).toEqual([1, 2])
  expect([changed.status, nobody.status, disabled.status]).toEqual([0, 1, 0])
  expect(JSON.parse(listed.stdout)).toEqual([
    { username: 'nina', email: 'nina@example.com', role: 'admin', disabled: true },
  ])
})

test('S77: a bad environment stops it, with every bad variable named', async () => {
  const env = await prepareBlog('empty')

  const { status, stderr } = await runBuilt({ ...env, PORT: 'x', BASE_URL: 'y' }, ['serve'])

  expect(status).toBe(1)
  expect(stderr).toMatch(/^blext: The environment needs attention\.\nPORT: .*\nBASE_URL: .*\n$/)
})
