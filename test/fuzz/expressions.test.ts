import { check } from 'recheck'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { listFiles, readText } from '../support/files.ts'
import { times } from '../support/times.ts'

const CHECK_MS = 20_000

/**
 * Expressions that take the square of a text's length or more, and why nobody can use it: they
 * begin with a file or a folder, then each says what it is given. All others must be proved quick.
 */
const BOUNDED: Record<string, string> = {
  'src/client/': 'runs in the browser of whoever writes the text',
  'src/transfer/html/': 'runs in the converting thread, which has ten seconds for a text',
  'src/transfer/wordpress/content.ts': 'runs in the converting thread',
  'src/transfer/wordpress/blocks.ts': 'runs in the converting thread',
  'src/transfer/wordpress/shortcodes.ts': 'runs in the converting thread, repetitions are bounded',
  'src/render/': 'runs in the rendering thread, which has two seconds for a text',
  'src/api/openapi.ts': 'our own addresses',
  'src/db/structure-postgresql.ts': 'our own migrations',
  'src/settings/theme/themes.ts': 'files that the operator put there',
  'src/reading/contents.ts': 'cleaned HTML: only a real heading has its quotes unescaped',
  'src/reading/feeds/sitemap.ts': 'cleaned HTML: every tag is closed, and read whole',
  'src/transfer/export/html/search-page.ts': 'our own page',
  'src/transfer/export/html/export.ts': 'our own pages',
  'src/transfer/export/html/rewrite.ts': 'an export that an admin asked for, of closed tags',
  'src/transfer/formats.ts': 'the first bytes of a file, or its name',
  'src/transfer/blext/header.ts': 'ten thousand characters at most',
  'src/transfer/markdown/naming.ts': 'a line of a thousand characters at most',
  'src/transfer/markdown/mdx.ts': 'lines that hold `import`, of a file of one MiB at most',
}

type Expression = { written: string; path: string }

const expressions = [
  ...new Map(
    [...listFiles('src', '.ts'), ...listFiles('scripts', '.ts')]
      .filter(path => !path.includes('/generated/'))
      .flatMap(listExpressions)
      .map(expression => [expression.written, expression]),
  ).values(),
]

test(
  'S72: a checker of expressions finds each of ours quick, or it is given short texts only',
  async () => {
    const unproved = expressions.filter(({ path }) => reasonFor(path) === undefined)
    const sample = unproved.filter((_, index) => index % times(40, 1) === 0)
    const slow: string[] = []

    for (const { written, path } of sample) {
      const at = written.lastIndexOf('/')
      const flags = written.slice(at + 1).replace('d', '')
      const found = await check(written.slice(1, at), flags, { timeout: CHECK_MS })
      const attack = found.status === 'vulnerable' ? found.attack.pattern : ''
      if (found.status !== 'safe') slow.push(`${path}: ${written} ${found.status} ${attack}`)
    }

    expect(expressions.length).toBeGreaterThan(500)
    expect(slow).toEqual([])
  },
  times(1, 10) * 60_000,
)

test('S72: the checker knows a slow expression when it sees one', async () => {
  expect((await check('^(a+)+$', '')).status).toBe('vulnerable')
})

test('S72: every reason is about files that there are', () => {
  const stale = Object.keys(BOUNDED).filter(
    start => !expressions.some(({ path }) => path.startsWith(start)),
  )
  expect(stale).toEqual([])
})

function reasonFor(path: string): string | undefined {
  return Object.entries(BOUNDED).find(([start]) => path.startsWith(start))?.[1]
}

function listExpressions(path: string): Expression[] {
  const found: Expression[] = []
  const walk = (node: ts.Node) => {
    if (ts.isRegularExpressionLiteral(node)) found.push({ written: node.text, path })
    ts.forEachChild(node, walk)
  }
  walk(ts.createSourceFile(path, readText(path), ts.ScriptTarget.Latest))
  return found
}
