import { nameKey } from './key.ts'

/**
 * What is left of a name when everything goes that two people may write differently: case, accents,
 * spaces, hyphens, punctuation. `+` and `#` stay: C, C++ and C# are three things. May be empty.
 */
export function closeKey(name: string): string {
  return nameKey(name)
    .normalize('NFD')
    .replace(/([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}\p{So}+#]/gu, '')
}
