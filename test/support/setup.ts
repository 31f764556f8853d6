import { format } from 'node:util'
import { afterEach, beforeEach } from 'vitest'

const print = console.error
let complaints: string[] = []

beforeEach(() => {
  complaints = []
  console.error = (...parts: unknown[]) => {
    complaints.push(format(...parts))
  }
})

afterEach(() => {
  console.error = print
  if (complaints.length > 0) throw new Error(`Unexpected console.error: ${complaints.join('\n')}`)
})
