import { isForTyping, moveFocus, stepOf } from './keys.ts'
import { announce } from './words.ts'

type Move = { choice: HTMLSelectElement; before: string }

/** Posts one at a time by keyboard: J and K move, 1–9 give a target, 0 takes it back, U undoes the last. */
export function enhanceTriage(): void {
  const list = document.querySelector<HTMLElement>('[data-triage]')
  if (!list) return
  const choices = [...list.querySelectorAll('select')]
  const moves: Move[] = []
  document.addEventListener('keydown', event => {
    const isOnChoice = choices.some(choice => choice === event.target)
    if (!isOnChoice && isForTyping(event)) return
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (handleKey(choices, moves, event)) event.preventDefault()
  })
}

function handleKey(choices: HTMLSelectElement[], moves: Move[], event: KeyboardEvent): boolean {
  // The arrows choose within a list of targets, as everywhere.
  const step = event.key.startsWith('Arrow') ? 0 : stepOf(event)
  if (step !== 0) moveFocus(choices, step)
  else if (/^\d$/.test(event.key)) return give(choices, moves, Number(event.key))
  else if (event.key.toLowerCase() === 'u') takeBack(moves)
  else return false
  return true
}

// The first option is “stays”; a target given leads on to the next post.
function give(choices: HTMLSelectElement[], moves: Move[], target: number): boolean {
  const choice = choices.find(element => element === document.activeElement)
  const option = choice?.options[target]
  if (!choice || !option) return false
  moves.push({ choice, before: choice.value })
  choice.value = option.value
  announce(option.text)
  moveFocus(choices, 1)
  return true
}

function takeBack(moves: Move[]): void {
  const move = moves.pop()
  if (!move) return
  move.choice.value = move.before
  move.choice.focus()
  announce(move.choice.selectedOptions[0]?.text ?? '')
}
