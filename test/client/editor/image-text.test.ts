import { expect, test } from 'vitest'
import { findImage, separators } from '../../../src/client/editor/image-text.ts'
import { editorState } from '../../support/editor-state.ts'

const PLACES: [before: string, lead: string, trail: string][] = [
  ['‸', '', ''],
  ['one‸', '\n\n', ''],
  ['‸one', '', '\n\n'],
  ['one ‸ two', '', ''],
  ['one ‸two', '', ' '],
  ['one‸two', ' ', ' '],
  ['- ‸', '', ''],
  ['one\n\n‸', '', ''],
]

test.each(PLACES)('an image put in at %j is a paragraph where it can be', (text, before, after) => {
  const state = editorState(text)

  expect(separators(state, state.selection.main.head)).toEqual({ before, after })
})

const IMAGES: [text: string, found: string | null][] = [
  ['a ![b](/m) c', '![b](/m)'],
  ['a ![b [c] d](/m) e', '![b [c] d](/m)'],
  ['a ![b \\] d](/m) e', '![b \\] d](/m)'],
  ['a ![](/m) e', '![](/m)'],
  ['a [b](/m) c', null],
  ['a ![b](/other) c', null],
  ['![a](/m) and ‸ ![b](/m)', '![b](/m)'],
]

test.each(IMAGES)('in %j the image is %j', (text, found) => {
  const state = editorState(text)
  const image = findImage(state, '/m', state.selection.main.head)

  expect(image && state.sliceDoc(image.from, image.to)).toBe(found)
})
