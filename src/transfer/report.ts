/** Something to say about one file: an English text with its parameters, to be translated where it is shown. */
export type ImportRemark = {
  /** The path inside the imported folder, with `/`. */
  file: string
  line: number | null
  text: string
  parameters: Record<string, string | number>
}

/** Makes a remark on the file that is being read; the line is null when it has none. */
export type Say = (
  line: number | null,
  text: string,
  parameters?: Record<string, string | number>,
) => void

/** A remark on a file. */
export function remarkOn(
  file: string,
  line: number | null,
  text: string,
  parameters: ImportRemark['parameters'] = {},
): ImportRemark {
  return { file, line, text, parameters }
}

/** What an import did, or in a dry run would have done. */
export type ImportReport = {
  dryRun: boolean
  /** How many documents were found. */
  files: number
  added: number
  updated: number
  unchanged: number
  /** Images that were stored, without those that were there before. */
  images: number
  /** Old addresses that now lead to a post. */
  redirects: number
  /** People who were added. */
  people: number
  /** Tags and categories of no post that were added. */
  terms: number
  /** Rows between posts and tags that were left out because they said nothing, or nothing new. */
  repaired: number
  /** Posts of an export whose files are gone, and how many of them went into the trash. */
  missing: number
  removed: number
  /** One for each file that stayed out, with its reason. */
  problems: ImportRemark[]
  /** What was changed or left out in files that went in. */
  remarks: ImportRemark[]
}

/** Why an import did not even begin: an English text with its parameters. */
export type Refused = { ok: false; text: string; parameters: Record<string, string> }

export type ImportResult = { ok: true; report: ImportReport } | Refused

export function emptyReport(dryRun: boolean): ImportReport {
  const posts = { files: 0, added: 0, updated: 0, unchanged: 0, images: 0, redirects: 0 }
  return {
    dryRun,
    ...posts,
    people: 0,
    terms: 0,
    repaired: 0,
    missing: 0,
    removed: 0,
    problems: [],
    remarks: [],
  }
}

/** The sentence of a remark in English, for where there is no translation. */
export function sayRemark({ text, parameters }: Pick<ImportRemark, 'text' | 'parameters'>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    String(parameters[name] ?? placeholder),
  )
}
