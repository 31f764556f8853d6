import { z } from 'zod'

/** The first format; a later one that cannot be read like it gets the next number. */
export const FORMAT = 1

export const MANIFEST = 'manifest.json'

/** Where a table, or an uploaded file, stands in a backup. */
export const tableEntry = (name: string): string => `tables/${name}.jsonl`
export const mediaEntry = (name: string): string => `media/${name}`

const Digest = z.string().regex(/^[0-9a-f]{64}$/)

/** What a backup says of itself, as its last entry: all that it holds, with checksums (SHA-256). */
export const Manifest = z.object({
  format: z.literal(FORMAT),
  createdAt: z.iso.datetime(),
  program: z.string(),
  migrations: z.array(z.string()),
  sequences: z.record(z.string(), z.number()),
  tables: z.record(z.string(), z.object({ rows: z.int(), sha256: Digest })),
  media: z.record(z.string(), z.object({ bytes: z.int(), sha256: Digest })),
})

export type Manifest = z.output<typeof Manifest>

/** How many rows of a table a backup holds. */
export const countRows = ({ tables }: Manifest, table: string): number => tables[table]?.rows ?? 0
