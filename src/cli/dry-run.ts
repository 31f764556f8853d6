import type { Io } from './command.ts'

/** Says what a dry run found: `found` as JSON, or a sentence without its full stop. */
export function tellDryRun({ stdout }: Io, json: boolean, found: object, said: string): void {
  stdout.write(
    json
      ? `${JSON.stringify({ dryRun: true, ...found })}\n`
      : `A dry run, nothing was written: ${said}.\n`,
  )
}
