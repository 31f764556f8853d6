/** Derives the PostgreSQL schema from prisma/schema.prisma and generates both clients. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

const schema = readFileSync('prisma/schema.prisma', 'utf8')
writeFileSync(
  'prisma/postgresql.prisma',
  schema
    .replace('provider = "sqlite"', 'provider = "postgresql"')
    .replace('generated/sqlite', 'generated/postgresql'),
)

for (const path of ['prisma/schema.prisma', 'prisma/postgresql.prisma']) {
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/prisma/build/index.js', 'generate', '--schema', path, '--no-hints'],
    { stdio: 'inherit' },
  )
  if (status !== 0) process.exit(status ?? 1)
}
