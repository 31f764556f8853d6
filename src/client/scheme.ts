// Runs before the page is drawn, so that a reader who chose dark never sees a flash of light. It
// imports nothing, since it is no module.
const KEY = 'scheme'
const CHOICES = ['auto', 'light', 'dark'] as const

type Choice = (typeof CHOICES)[number]

showChoice(readChoice())
document.addEventListener('DOMContentLoaded', prepareSwitch)

function prepareSwitch(): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-scheme-switch]')) {
    labelSwitch(button, readChoice())
    button.addEventListener('click', () => {
      const next = CHOICES[(CHOICES.indexOf(readChoice()) + 1) % CHOICES.length] ?? 'auto'
      keepChoice(next)
      showChoice(next)
      labelSwitch(button, next)
    })
  }
}

function showChoice(choice: Choice): void {
  const { dataset } = document.documentElement
  if (choice === 'auto') delete dataset['scheme']
  else dataset['scheme'] = choice
}

function labelSwitch(button: HTMLElement, choice: Choice): void {
  const label = button.dataset[choice] ?? ''
  button.setAttribute('aria-label', label)
  button.title = label
}

// A browser that keeps nothing throws here; then the choice holds for this page.
function readChoice(): Choice {
  try {
    return CHOICES.find(choice => choice === localStorage.getItem(KEY)) ?? 'auto'
  } catch {
    return CHOICES.find(choice => choice === document.documentElement.dataset['scheme']) ?? 'auto'
  }
}

function keepChoice(choice: Choice): void {
  try {
    localStorage.setItem(KEY, choice)
  } catch {
    return
  }
}
