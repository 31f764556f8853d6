import { parseArgs } from 'node:util'
import { rerenderPosts } from '../writing/rerender.ts'
import { Refusal, type Command } from './command.ts'
import { createProgress } from './progress.ts'
import { withSite } from './site.ts'

export const rerenderCommand: Command = {
  name: 'rerender',
  usage: '[--all] [--json]',
  summary: 'Make the HTML of posts anew that an older version rendered, or of all.',
  run: async (args, io) => {
    const { values } = parseArgs({
      args,
      options: { all: { type: 'boolean', default: false }, json: { type: 'boolean' } },
    })
    const onProgress = values.json === true ? () => undefined : createProgress(io)
    const result = await withSite(io.config, context =>
      rerenderPosts(context, { all: values.all }, onProgress),
    )
    const { rendered, failed } = result
    const sentence =
      rendered === 1 ? '1 post was rendered anew' : `${rendered} posts were rendered anew`
    io.stdout.write(values.json === true ? `${JSON.stringify(result)}\n` : `${sentence}.\n`)
    if (failed.length === 0) return 0
    const names = failed.map(({ id, title }) => `${id} (${title})`).join(', ')
    throw new Refusal(`These posts cannot be rendered and stay as they are: ${names}.`)
  },
}
