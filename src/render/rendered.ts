/** What the site knows of one of its images: measures in pixels, and its smaller copies. */
export type KnownImage = { width: number; height: number; copies: { url: string; width: number }[] }

/** The images of a text that the site knows, by their addresses. */
export type KnownImages = Readonly<Record<string, KnownImage>>

/** What is rendered otherwise than usual. */
export type RenderOptions = {
  /** The language of the few words that rendering adds, as `Footnotes`. */
  language?: string
  /** Markdown that stands for the excerpt; else it is what comes before `<!-- more -->`. */
  excerpt?: string
  /** A table of contents at the top, also where the text has no `[[toc]]`. */
  toc?: boolean
  /** Begins every id; `user-content-` if not given. Two texts on one page need two. */
  idPrefix?: string
  images?: KnownImages
}

export type Heading = { id: string; text: string; depth: number }

/** A rendered text; `html` and `excerptHtml` are clean and may be printed as they are. */
export type Rendered = {
  html: string
  /** Without ids, so that many fit on one page; '' if the text has no excerpt. */
  excerptHtml: string
  /** Plain text of at most 300 characters. */
  summary: string
  words: number
  headings: Heading[]
  /** Where text and excerpt lead to, each address once, as they were written. */
  links: string[]
  images: string[]
}
