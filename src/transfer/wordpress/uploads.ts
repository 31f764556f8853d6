import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { originalName } from '../html/links.ts'
import type { Uploads } from '../foreign/uploads.ts'
import { hostOf, type Survey } from './survey.ts'
import { decodePercent } from '../../text/percent.ts'

const FOLDERS = ['wp-content/uploads', 'uploads']

/** Opens what stands beside an export: `wp-content/uploads`, `uploads`, or the years themselves as WordPress.com gives them. */
export async function openUploads(
  root: string,
  survey: Survey,
  maxBytes: number,
): Promise<Uploads> {
  const there = await Promise.all(
    [...FOLDERS, 'wp-content'].map(folder =>
      stat(join(root, folder)).then(
        () => true,
        () => false,
      ),
    ),
  )
  return {
    root,
    maxBytes,
    isThere: there.some(Boolean),
    pathsOf: address => listPaths(address, survey),
  }
}

// The picture itself rather than one of its smaller copies.
function listPaths(address: string, survey: Survey): string[] {
  const path = ownPath(address, survey)
  if (path === null) return []
  const [, below = path.replace(/^\//u, '')] = /\/uploads\/(.+)$/su.exec(path) ?? []
  const original = originalName(below)
  const names = original === below ? [below] : [original, below]
  return names.flatMap(name => [...FOLDERS.map(folder => `${folder}/${name}`), name])
}

function ownPath(address: string, { hosts, home }: Survey): string | null {
  const base = home || 'http://localhost'
  if (!URL.canParse(address, base)) return null
  const url = new URL(address, base)
  if (!/^https?:$/u.test(url.protocol)) return null
  const host = hostOf(url.href)
  if (PHOTON.test(host)) return servedPath(url, hosts)
  return hosts.has(host) || host === 'localhost' ? decodePercent(url.pathname) : null
}

const PHOTON = /^i\d\.wp\.com$/u

// A service of WordPress.com shows pictures as `i0.wp.com/HOST/PATH`.
function servedPath({ pathname }: URL, hosts: ReadonlySet<string>): string | null {
  const [, host = '', ...rest] = pathname.split('/')
  return hosts.has(host.replace(/^www\./u, '')) ? decodePercent(`/${rest.join('/')}`) : null
}
