import { expect, test } from 'vitest'
import { ariaKeys, nameKeys } from '../../../src/client/editor/shortcut-words.ts'

const KEYS: [keys: string, mac: boolean, shown: string][] = [
  ['Mod-b', false, 'Ctrl+B'],
  ['Mod-b', true, '⌘B'],
  ['Mod-Shift-x', false, 'Ctrl+Shift+X'],
  ['Mod-Shift-x', true, '⇧⌘X'],
  ['Mod-Enter', true, '⌘↩'],
  ['Alt-F10', false, 'Alt+F10'],
  ['Mod-Shift-.', false, 'Ctrl+Shift+.'],
]

test.each(KEYS)('%s (on a Mac: %s) is shown as %s', (keys, mac, shown) => {
  expect(nameKeys(keys, mac)).toBe(shown)
})

test('keys are named for assistive technology as it expects', () => {
  expect(ariaKeys('Mod-Shift-x', false)).toBe('Control+Shift+x')
  expect(ariaKeys('Mod-b', true)).toBe('Meta+b')
})
