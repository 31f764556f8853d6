/** How an export is to be made. */
export type ExportOptions = {
  /** Takes what is in the trash, too. */
  withTrash?: boolean
  onProgress?: (done: number, total: number) => void
}

/** What an export holds. */
export type Exported = {
  posts: number
  media: number
  /** All files that were written. */
  files: number
  /** What could not be as it is on the site, a sentence each. */
  remarks: string[]
}
