import { randomInt } from 'node:crypto'

// Without the letters and digits that are taken for one another.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const GROUP_LETTERS = 5

/** A password to be handed over once, with about 99 bits of chance: `h7kmq-…`. */
export function makeOneTimePassword(): string {
  const group = () =>
    Array.from({ length: GROUP_LETTERS }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}
