import { defineConfig } from 'vitest/config'
import { times } from './test/support/times.ts'

/** Tests that use `openSite()` are named so; they run on every database. */
const SITE_TESTS = 'test/**/*.site.test.ts'
const JOURNEYS = 'test/journeys/**/*.test.ts'

const setupFiles = ['test/support/setup.ts']

export default defineConfig({
  test: {
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    allowOnly: false,
    passWithNoTests: false,
    testTimeout: times(60_000, 600_000),
    // What a test waits for comes when it comes, on a busy machine too.
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: ['test/**/*.test.ts'],
          exclude: [JOURNEYS],
          globalSetup: ['test/support/sqlite.ts'],
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'postgresql',
          include: [SITE_TESTS],
          globalSetup: ['test/support/postgresql.ts'],
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: [JOURNEYS],
          globalSetup: ['test/support/sqlite.ts', 'test/support/chromium.ts'],
          setupFiles,
          testTimeout: times(120_000, 1_200_000),
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
