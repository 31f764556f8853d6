import { pino } from 'pino'
import { expect, test } from 'vitest'
import { createBackground } from '../src/background.ts'
import { DatabaseBusyError } from '../src/db/failure.ts'

const open = () => createBackground(pino({ level: 'silent' }))

test('tasks run one at a time, in the order of coming, and one that fails stops nobody', async () => {
  const background = open()
  const seen: string[] = []

  background.add(async () => {
    await Promise.resolve()
    seen.push('first')
  })
  background.add(() => Promise.reject(new Error('broken')))
  background.add(async () => {
    seen.push('last')
    return Promise.resolve()
  })
  await background.idle()

  expect(seen).toEqual(['first', 'last'])
})

test('R8: what finds the database away is tried again, and the others wait', async () => {
  const background = open()
  const seen: string[] = []

  background.add(() => {
    seen.push('first')
    return seen.length > 1 ? Promise.resolve() : Promise.reject(new DatabaseBusyError('away'))
  })
  background.add(() => Promise.resolve(void seen.push('next')))
  await background.idle()

  expect(seen).toEqual(['first', 'first', 'next'])
})

test('what is put off lets the others go first, and is done before all is idle', async () => {
  const background = open()
  const seen: string[] = []
  const note = (name: string) => () => {
    seen.push(name)
    return Promise.resolve()
  }

  background.addLater(note('later'))
  background.add(note('now'))
  await background.idle()

  expect(seen).toEqual(['now', 'later'])
})

test('nothing that waits is begun after the end', async () => {
  const background = open()
  const seen: string[] = []

  background.addLater(() => {
    seen.push('later')
    return Promise.resolve()
  })
  await background.close()
  await background.idle()

  expect(seen).toEqual([])
})
