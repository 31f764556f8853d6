import { defineConfig } from 'prisma/config'

// `prisma generate` wants a native engine that it does not use; where its host cannot be reached,
// it would fail. Other commands (prisma migrate, studio) still fetch and use the real one.
if (process.argv.includes('generate')) {
  process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath
}

export default defineConfig({
  schema: process.env['PRISMA_SCHEMA'] ?? 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations/sqlite' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'file:./data/blext.db' },
})
