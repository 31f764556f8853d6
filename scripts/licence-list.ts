import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Licensed = { name: string; version: string; licence: string }

type Lock = {
  packages: Record<
    string,
    { version?: string; license?: string; dev?: boolean; devOptional?: boolean }
  >
}

/** Every package that is installed to run the program, each version once, with its SPDX licence. */
export function listLicences(lock: string, modules: string): Licensed[] {
  const { packages } = JSON.parse(lock) as Lock
  const found = new Map<string, Licensed>()
  for (const [path, { version = '', license, dev, devOptional }] of Object.entries(packages)) {
    if (path === '' || dev === true || devOptional === true) continue
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const licence = license ?? readOldLicence(join(modules, '..', path))
    found.set(`${name} ${version}`, { name, version, licence })
  }
  return [...found.values()].sort((one, other) =>
    `${one.name} ${one.version}` < `${other.name} ${other.version}` ? -1 : 1,
  )
}

/** The list as a page of Markdown. */
export function printLicences(list: readonly Licensed[]): string {
  const rows = list.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`)
  return `# Licences

What a running Blext consists of besides itself (MIT), from \`package-lock.json\`; \`npm run licences\`
writes this page. Of the packages \`@img/sharp-…\` only the one for your machine is installed; the
LGPL is that of libvips, which is loaded as a shared library.

| package | version | licence |
| --- | --- | --- |
${rows.join('\n')}
`
}

// Before SPDX a package named its licences as a list.
function readOldLicence(folder: string): string {
  const path = join(folder, 'package.json')
  if (!existsSync(path)) return 'unknown'
  const { licenses } = JSON.parse(readFileSync(path, 'utf8')) as { licenses?: { type: string }[] }
  return licenses?.map(({ type }) => type).join(' OR ') ?? 'unknown'
}
