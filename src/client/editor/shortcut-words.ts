/** True on systems whose command key is ⌘. */
export const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform)

const MAC_SIGNS: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Ctrl: '⌃',
  Enter: '↩',
  Escape: 'Esc',
}

/** A key as people of this system read it: `Mod-Shift-x` is `Ctrl+Shift+X` or `⇧⌘X`. */
export function nameKeys(keys: string, mac: boolean): string {
  const parts = keys.split('-').map(part => (part.length === 1 ? part.toUpperCase() : part))
  if (!mac) return parts.map(part => ({ Mod: 'Ctrl', Escape: 'Esc' })[part] ?? part).join('+')
  const order = ['Ctrl', 'Alt', 'Shift', 'Mod']
  parts.sort((one, other) => rankOf(order, one) - rankOf(order, other))
  return parts.map(part => MAC_SIGNS[part] ?? part).join('')
}

/** The same for assistive technology. */
export const ariaKeys = (keys: string, mac: boolean): string =>
  keys.replace('Mod', mac ? 'Meta' : 'Control').replaceAll('-', '+')

const rankOf = (order: string[], part: string): number =>
  order.includes(part) ? order.indexOf(part) : order.length
