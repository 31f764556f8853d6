import { parseArgs } from 'node:util'
import { countToRender, rerenderPosts } from '../writing/rerender.ts'
import { Refusal, type Command, type Io } from './command.ts'
import { tellDryRun } from './dry-run.ts'
import { createProgress } from './progress.ts'
import { withSite } from './site.ts'

export const rerenderCommand: Command = {
  name: 'rerender',
  usage: '[--all] [--dry-run] [--json]',
  summary: 'Make the HTML of posts anew that an older version rendered, or of all.',
  examples: [
    { line: 'blext rerender', does: 'Renders anew what an older version rendered.' },
    { line: 'blext rerender --dry-run', does: 'Only counts those posts.' },
    {
      line: 'blext rerender --all --json',
      does: 'Renders every post; prints what came of it as JSON.',
    },
  ],
  run: async (args, io) => {
    const { values } = parseArgs({
      args,
      options: {
        all: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    if (values['dry-run']) return foretell(io, values)
    const onProgress = values.json ? () => undefined : createProgress(io)
    const result = await withSite(io.config, context =>
      rerenderPosts(context, { all: values.all }, onProgress),
    )
    const { rendered, failed } = result
    const sentence =
      rendered === 1 ? '1 post was rendered anew' : `${rendered} posts were rendered anew`
    io.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${sentence}.\n`)
    if (failed.length === 0) return 0
    const names = failed.map(({ id, title }) => `${id} (${title})`).join(', ')
    throw new Refusal(`These posts cannot be rendered and stay as they are: ${names}.`)
  },
}

async function foretell(io: Io, { all, json }: { all: boolean; json: boolean }): Promise<number> {
  const count = await withSite(io.config, ({ db }) => countToRender(db.read, { all }))
  const sentence = count === 1 ? '1 post would be' : `${count} posts would be`
  tellDryRun(io, json, { posts: count }, `${sentence} rendered anew`)
  return 0
}
