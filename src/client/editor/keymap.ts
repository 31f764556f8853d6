import { defaultKeymap, historyKeymap, indentLess, indentMore } from '@codemirror/commands'
import { deleteMarkupBackward } from '@codemirror/lang-markdown'
import { insertNewlineContinueMarkupCommand } from '@codemirror/lang-markdown'
import { closeSearchPanel, searchKeymap } from '@codemirror/search'
import { Prec, type Extension } from '@codemirror/state'
import { keymap, type Command, type EditorView, type KeyBinding } from '@codemirror/view'
import { commandOf, TEXT_DEEDS, type Deed } from './commands.ts'
import { findAround } from './language.ts'
import { indentItems, outdentItems } from './lists.ts'
import { moveCell, moveRow } from './tables.ts'

// Time enough to find the Tab key; any other key ends it.
const LEAVING_MS = 60_000

/** The keys of the writing surface; a button's key is written at the button. */
export function keys(buttonKeys: KeyBinding[]): Extension {
  const ours: KeyBinding[] = [
    ...buttonKeys,
    { key: 'Enter', run: commandOf(moveRow) },
    { key: 'Enter', run: insertNewlineContinueMarkupCommand({ nonTightLists: false }) },
    { key: 'Backspace', run: deleteMarkupBackward },
    { key: 'Tab', run: tab, shift: shiftTab },
    { key: 'Escape', run: allowLeaving },
  ]
  return [
    Prec.high(keymap.of(ours)),
    // Mod-Enter publishes, so it is not for an empty line.
    keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap.filter(isWanted)]),
  ]
}

/** The keys that stand at the buttons, for what the buttons do. */
export function keysOf(
  buttons: Iterable<HTMLElement>,
  others: Readonly<Record<string, Deed>>,
): KeyBinding[] {
  return [...buttons].flatMap(({ dataset }) => {
    const name = dataset['deed'] ?? ''
    const deed = TEXT_DEEDS[name] ?? others[name]
    const key = dataset['keys']
    return deed && key !== undefined ? [{ key, run: deed.run, preventDefault: true }] : []
  })
}

const isWanted = ({ key }: KeyBinding): boolean => key !== 'Mod-Enter' && key !== 'Mod-i'

const tab: Command = view =>
  tryEach(view, [
    commandOf(state => moveCell(state, 1)),
    commandOf(indentItems),
    inCode(indentMore),
  ])

const shiftTab: Command = view =>
  tryEach(view, [
    commandOf(state => moveCell(state, -1)),
    commandOf(outdentItems),
    inCode(indentLess),
  ])

const tryEach = (view: EditorView, commands: Command[]): boolean =>
  commands.some(command => command(view))

const inCode =
  (command: Command): Command =>
  view =>
    findAround(view.state, view.state.selection.main.head, ['FencedCode', 'CodeBlock']) !== null &&
    command(view)

// After Escape, Tab is the browser's again: nobody is caught in the text.
function allowLeaving(view: EditorView): boolean {
  closeSearchPanel(view)
  view.setTabFocusMode(LEAVING_MS)
  return true
}
