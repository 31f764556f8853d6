import { expect, test } from 'vitest'
import { insertLink, linkSelection, writeLink } from '../../../src/client/editor/links.ts'
import { changedText, editorState } from '../../support/editor-state.ts'

const PASTED: [what: string, before: string, pasted: string, after: string | null][] = [
  [
    'words become a link',
    'see ‹this page›.',
    'https://a.org/x',
    'see [this page](https://a.org/x)‸.',
  ],
  [
    'spaces around the address are left out',
    '‹this›',
    ' https://a.org \n',
    '[this](https://a.org)‸',
  ],
  ['www is enough', '‹this›', 'www.a.org', '[this](https://www.a.org)‸'],
  ['an address of mail', '‹me›', 'mailto:a@b.org', '[me](mailto:a@b.org)‸'],
  ['pairs of round brackets are kept', '‹it›', 'https://a.org/b_(c)', '[it](https://a.org/b_(c))‸'],
  ['a lonely one needs angles', '‹it›', 'https://a.org/b)', '[it](<https://a.org/b)>)‸'],
  ['a lonely square bracket is escaped', '‹a] b›', 'https://a.org', '[a\\] b](https://a.org)‸'],
  ['without a selection it is pasted', 'see ‸', 'https://a.org', null],
  ['other text is pasted', '‹this›', 'not an address', null],
  ['two addresses are text', '‹this›', 'https://a.org https://b.org', null],
  ['an address over an address is pasted', '‹https://b.org›', 'https://a.org', null],
  ['over the place of an address too', '[a](‹https://›)', 'https://a.org', null],
  ['over several lines it is pasted', '‹one\ntwo›', 'https://a.org', null],
  ['in code it is pasted', '`‹run›`', 'https://a.org', null],
  ['in a fence it is pasted', '```\n‹run›\n```', 'https://a.org', null],
  ['scripts are no addresses', '‹this›', 'javascript:alert(1)', null],
]

test.each(PASTED)('pasted over a selection: %s', (_what, before, pasted, after) => {
  const state = editorState(before)

  expect(changedText(state, linkSelection(state, pasted))).toBe(after)
})

const INSERTED: [before: string, after: string][] = [
  ['see ‹this›', 'see [this](‹https://›)'],
  ['see ‸', 'see [‸](https://)'],
  ['‹https://a.org›', '[‸](https://a.org)'],
  ['see [th‸is](https://a.org)', 'see [this](‹https://a.org›)'],
]

test.each(INSERTED)('a link made at %j is %j', (before, after) => {
  const state = editorState(before)

  expect(changedText(state, insertLink(state))).toBe(after)
})

test('brackets in pairs need no escape', () => {
  expect(writeLink('a [b] c', '/x')).toBe('[a [b] c](/x)')
})
