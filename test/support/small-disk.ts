import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { makeFolder } from './folder.ts'

export type SmallDisk = {
  path: string
  /** Whether it is a disk of its own that fills up; else only one process finds it full. */
  isReal: boolean
  /** From now on it takes nothing more. */
  fill: (pid: number) => void
  /** There is room again. */
  free: (pid: number) => void
}

const SIZE_MB = 24

/**
 * A disk that can be full: one of its own in memory, where mounting is permitted; elsewhere a folder,
 * and `fill` forbids the process to write to any file, which the system refuses much as a full disk.
 */
export function openSmallDisk(): SmallDisk {
  const path = makeFolder('small-disk').path
  const options = ['-t', 'tmpfs', '-o', `size=${SIZE_MB}m`, 'tmpfs', path]
  if (spawnSync('mount', options).status !== 0) {
    onTestFinished(() => rmSync(path, { recursive: true, force: true }))
    return { path, isReal: false, fill: pid => limitFiles(pid, 0), free: pid => limitFiles(pid) }
  }
  onTestFinished(() => {
    spawnSync('umount', ['-l', path])
    rmSync(path, { recursive: true, force: true })
  })
  const ballast = join(path, 'ballast')
  return {
    ...{ path, isReal: true },
    fill: () => writeUntilFull(ballast, path),
    free: () => rmSync(ballast, { recursive: true }),
  }
}

/** Lets a process write to no file beyond so many bytes; without a number, takes that back. */
export function limitFiles(pid: number, bytes?: number): void {
  const limit = `--fsize=${bytes ?? 'unlimited'}:`
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(pid), limit])
  if (status !== 0) throw new Error(`prlimit: ${String(stderr)}`)
}

function writeUntilFull(ballast: string, path: string): void {
  mkdirSync(ballast)
  for (let n = 0; ; n += 1) {
    const { bavail, bsize } = statfsSync(path)
    if (bavail === 0) return
    writeFileSync(join(ballast, String(n)), Buffer.alloc(bavail * bsize))
  }
}
