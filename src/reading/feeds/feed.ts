/** A feed and its entries, whatever it is written as; addresses are absolute, `html` is the whole text. */
export type Feed = {
  /** Stays the same for ever, whatever is renamed. */
  id: string
  title: string
  description: string
  language: string
  /** The page that the feed belongs to. */
  page: string
  /** The feed's own address. */
  self: string
  updated: Date
  entries: FeedEntry[]
}

export type FeedEntry = {
  id: string
  url: string
  title: string
  summary: string
  html: string
  author: { name: string; url: string }
  /** The names of its category and its tags. */
  topics: string[]
  published: Date
  updated: Date
  language: string
}
