import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Context } from '../context.ts'
import { foretellExport } from '../transfer/export/foretell.ts'
import { exportHtml } from '../transfer/export/html/export.ts'
import { writeJson } from '../transfer/export/json/export.ts'
import { exportMarkdown } from '../transfer/export/markdown/export.ts'
import type { Exported } from '../transfer/export/report.ts'
import { exportPostPage, exportPostText } from '../transfer/export/single.ts'
import {
  checkTarget,
  ExportRefusal,
  openTarget,
  refuseTaken,
  writeTo,
} from '../transfer/export/target.ts'
import { checkTextFile, writeTextFile } from '../transfer/export/text-file.ts'
import { collectMeanwhile } from './collect.ts'
import { Refusal, UsageError, type Command, type Io } from './command.ts'
import { count } from './count.ts'
import { tellDryRun } from './dry-run.ts'
import { createProgress } from './progress.ts'
import { withSite } from './site.ts'

export const exportCommand: Command = {
  name: 'export',
  usage:
    'PATH [--format markdown|html|json] [--post SLUG] [--trash] [--revisions] [--base-url URL] [--replace] [--dry-run] [--json]',
  summary:
    'Write everything into a folder, or into one zip where PATH ends so: Markdown that can be edited and imported again, a site of plain files for any host (html), or one JSON value (json).',
  examples: [
    {
      line: 'blext export backup.zip',
      does: 'Every post as Markdown, with its media, in one file.',
    },
    {
      line: 'blext export site --format html --base-url https://ann.github.io/blog/',
      does: 'The blog as plain files, which any host can serve.',
    },
    {
      line: 'blext export all.json --format json --revisions',
      does: 'One JSON value, with what posts were before.',
    },
    {
      line: 'blext export letter.html --format html --post a-letter --dry-run',
      does: 'One post, ready to print; here it is only said what would be written.',
    },
  ],
  run: async (args, io) => {
    const given = readArguments(args)
    if (given.dryRun) return withSite(io.config, context => foretell(context, given, io))
    const show = given.json ? () => undefined : createProgress(io)
    const collect = collectMeanwhile(1_000)
    const onProgress: Progress = (done, total) => {
      collect(done)
      show(done, total)
    }
    const exported = await withSite(io.config, context =>
      sayRefusals(() => runExport(context, given, onProgress)),
    )
    io.stdout.write(
      given.json
        ? `${JSON.stringify({ path: given.path, ...exported })}\n`
        : sumUp(given, exported),
    )
    return 0
  },
}

const FORMATS = ['markdown', 'html', 'json'] as const

type Arguments = {
  path: string
  format: (typeof FORMATS)[number]
  post: string | undefined
  withTrash: boolean
  withRevisions: boolean
  baseUrl: URL | undefined
  replace: boolean
  dryRun: boolean
  json: boolean
}

type Progress = (done: number, total: number) => void

async function sayRefusals<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof ExportRefusal ? new Refusal(error.message) : error
  }
}

async function foretell(context: Context, { path, ...given }: Arguments, io: Io): Promise<number> {
  const isFile = given.post !== undefined || given.format === 'json'
  await sayRefusals(() =>
    isFile ? checkTextFile(path, given) : checkTarget({ path, replace: given.replace }),
  )
  const foretold = await foretellExport(context, given)
  if (!foretold) throw new Refusal(sayNoPost(given.post))
  const media = foretold.media === null ? 'what they show' : count(foretold.media, 'upload')
  const said = `would be exported to ${path}: ${count(foretold.posts, 'post')}, ${media}`
  tellDryRun(io, given.json, { path, ...foretold }, said)
  return 0
}

const sayNoPost = (slug = ''): string => `There is no post with the address “${slug}”.`

function runExport(context: Context, given: Arguments, onProgress: Progress): Promise<Exported> {
  if (given.post !== undefined) return exportOne(context, given, given.post)
  return given.format === 'json'
    ? exportJson(context, given, onProgress)
    : exportFiles(context, given, onProgress)
}

async function exportFiles(
  context: Context,
  given: Arguments,
  onProgress: Progress,
): Promise<Exported> {
  const { withTrash, baseUrl = context.config.baseUrl } = given
  const target = await openTarget({ ...given, now: context.now() })
  return writeTo(target, async () => {
    if (given.format !== 'html') return exportMarkdown(context, target, { withTrash, onProgress })
    const { createApp } = await import('../app.ts')
    return exportHtml(context, target, { baseUrl, createApp, onProgress })
  })
}

async function exportJson(
  context: Context,
  given: Arguments,
  onProgress: Progress,
): Promise<Exported> {
  let posts = 0
  const note: Progress = (done, total) => {
    posts = done
    onProgress(done, total)
  }
  await writeTextFile(given.path, writeJson(context, { ...given, onProgress: note }), given)
  return { posts, media: 0, files: 1, remarks: [] }
}

async function exportOne(context: Context, given: Arguments, slug: string): Promise<Exported> {
  refuseTaken(given.path, given.replace)
  const isPage = given.format === 'html' || /\.html?$/iu.test(given.path)
  const content = isPage ? await exportPostPage(context, slug) : await exportPostText(context, slug)
  if (content === null) throw new Refusal(sayNoPost(slug))
  await writeTextFile(given.path, [content], given)
  return { posts: 1, media: 0, files: 1, remarks: [] }
}

function readArguments(args: string[]): Arguments {
  const { values, positionals } = parseArgs({
    args,
    options: {
      format: { type: 'string', default: 'markdown' },
      post: { type: 'string' },
      trash: { type: 'boolean', default: false },
      revisions: { type: 'boolean', default: false },
      'base-url': { type: 'string' },
      replace: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [path, ...rest] = positionals
  if (path === undefined || path === '' || rest.length > 0) {
    throw new UsageError('Name one folder or one file to write.')
  }
  const format = FORMATS.find(each => each === values.format)
  if (!format) throw new UsageError('--format is markdown, html or json.')
  const { post, replace, json, trash: withTrash, revisions: withRevisions } = values
  const flags = { withTrash, withRevisions, replace, dryRun: values['dry-run'], json }
  return { path: resolve(path), format, post, baseUrl: readBaseUrl(values['base-url']), ...flags }
}

function readBaseUrl(given: string | undefined): URL | undefined {
  if (given === undefined) return undefined
  const isWeb = URL.canParse(given) && /^https?:$/u.test(new URL(given).protocol)
  if (!isWeb)
    throw new UsageError('--base-url is a whole address, such as https://example.org/blog/.')
  return new URL(given)
}

function sumUp({ path }: Arguments, { posts, media, remarks }: Exported): string {
  const lines = remarks.map(remark => `  ${remark}\n`).join('')
  return `${lines}Exported to ${path}: ${count(posts, 'post')}, ${count(media, 'upload')}.\n`
}
