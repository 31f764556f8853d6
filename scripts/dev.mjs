/** Runs Blext from its source and again after each change; the browser's scripts are rebuilt beside it. */
import { spawn } from 'node:child_process'
import { context } from 'esbuild'
import { browserOptions, build } from './build.mjs'

await build({ only: 'clients' })
const browser = await context({ ...browserOptions(), minify: false, sourcemap: 'inline' })
await browser.watch()

const tsx = `${import.meta.dirname}/../node_modules/tsx/dist/cli.mjs`
const server = spawn(
  process.execPath,
  [tsx, 'watch', '--clear-screen=false', '--include=views/**', 'src/main.ts', 'serve'],
  { stdio: 'inherit' },
)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal))
server.on('exit', async code => {
  await browser.dispose()
  process.exit(code ?? 0)
})
