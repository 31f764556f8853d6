import { createHash } from 'node:crypto'

/** What stands on the picture of a post that other sites show with a link. */
export type Card = { title: string; site: string; author: string }

// Raised when cards look different, so that those that other sites keep are fetched anew.
const DRAWING = 1

/**
 * The address of the card of a page (`''` for the site's own): another one whenever something else
 * stands on it, since other sites keep what they fetched once.
 */
export function cardAddress(path: string, card: Card): string {
  return `${path}/card.png?v=${cardDigest(card)}`
}

export const isCardAddress = (address: string): boolean => /\/card\.png\?v=\w+$/.test(address)

/** What changes with the words of a card. */
export function cardDigest({ title, site, author }: Card): string {
  const words = JSON.stringify([title, site, author, DRAWING])
  return createHash('sha256').update(words).digest('hex').slice(0, 12)
}

/** What stands on the card of the site itself. */
export const siteCard = ({ title, tagline }: { title: string; tagline: string }): Card => ({
  ...{ title, site: '', author: tagline },
})
