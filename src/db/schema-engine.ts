import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import type { Dialect } from './doors.ts'

type EngineModule = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm: (wasm: unknown) => void }

/**
 * Runs `task` with Prisma's schema engine, compiled to WebAssembly, on a database, and lets go of
 * the database afterwards. `url` is a SQLite path (or `:memory:`) or a PostgreSQL address.
 */
export async function withSchemaEngine<Result>(
  { dialect, url, schema }: { dialect: Dialect; url: string; schema: string },
  task: (engine: SchemaEngine) => Promise<Result>,
): Promise<Result> {
  const opened: SqlDriverAdapter[] = []
  const factory = rememberAdapters(createFactory(dialect, url), opened)
  const { SchemaEngine } = await loadEngine()
  try {
    const engine = await SchemaEngine.new(
      { datamodels: [['schema.prisma', schema]] },
      () => undefined,
      bindMigrationAwareSqlAdapterFactory(factory),
    )
    return await task(engine)
  } finally {
    // `engine.free()` leaves the database locked; closing what it opened does not.
    for (const adapter of opened) await adapter.dispose()
  }
}

function createFactory(dialect: Dialect, url: string): SqlMigrationAwareDriverAdapterFactory {
  return dialect === 'sqlite'
    ? new PrismaBetterSqlite3({ url })
    : adaptPostgresql(new PrismaPg({ connectionString: url }))
}

// The adapter cuts a script at each semicolon, also inside a function. Sent whole, PostgreSQL runs
// it in one transaction of its own, which makes each migration atomic too; it says there itself that
// it is done, so that one which was not said to be done has changed nothing. Nor can the adapter read
// the type "char", in which the engine asks for kinds of constraints.
function adaptPostgresql(factory: PrismaPg): SqlMigrationAwareDriverAdapterFactory {
  const adapt = async (connecting: ReturnType<PrismaPg['connect']>) => {
    const adapter = await connecting
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.executeScript = async script => {
      await adapter.underlyingDriver().query(`${script}\n;${SAY_DONE}`)
    }
    adapter.queryRaw = async query => {
      const sql = query.sql.replace(CHARACTER, '$&::text')
      return asCharacters(await queryRaw({ ...query, sql }))
    }
    return adapter
  }
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => adapt(factory.connect()),
    connectToShadowDb: () => adapt(factory.connectToShadowDb()),
  }
}

const SAY_DONE = `DO $$ BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    UPDATE _prisma_migrations SET finished_at = now()
    WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $$`

const CHARACTER = /\bcon(?:str)?\.con\w*type(?=,| AS )/g
const CHARACTERS = ['constraint_type', 'confdeltype', 'confupdtype']

function asCharacters(result: SqlResultSet): SqlResultSet {
  const columnTypes = result.columnTypes.map((type, at) =>
    CHARACTERS.includes(result.columnNames[at] ?? '') ? ColumnTypeEnum.Character : type,
  )
  return { ...result, columnTypes }
}

function rememberAdapters(
  factory: SqlMigrationAwareDriverAdapterFactory,
  opened: SqlDriverAdapter[],
): SqlMigrationAwareDriverAdapterFactory {
  const remember = async (connecting: Promise<SqlDriverAdapter>) => {
    const adapter = await connecting
    opened.push(adapter)
    return adapter
  }
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => remember(factory.connect()),
    connectToShadowDb: () => remember(factory.connectToShadowDb()),
  }
}

// Node 20 cannot import a .wasm file, so what the package's own entry does is done by hand. The
// bindings keep views of the memory of the first instance they were given: each engine gets its own
// copy of them.
async function loadEngine(): Promise<EngineModule> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const file = pathToFileURL(entry.replace('schema_engine.js', 'schema_engine_bg.js')).href
  const bindings = (await import(`${file}?copy=${randomUUID()}`)) as EngineModule
  const bytes = readFileSync(entry.replace('schema_engine.js', 'schema_engine_bg.wasm'))
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    './schema_engine_bg.js': withIdleTimers(bindings),
  })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start'] as () => void
  start()
  return bindings
}

// The engine gives its lock ten seconds and never takes the timer back; no process waits for that.
function withIdleTimers(bindings: EngineModule): WebAssembly.ModuleImports {
  const imports = bindings as unknown as WebAssembly.ModuleImports
  const timers = Object.entries(imports).flatMap(([name, start]) =>
    name.startsWith('__wbg_setTimeout') && typeof start === 'function'
      ? [[name, (...given: unknown[]) => (start as StartTimer)(...given).unref()] as const]
      : [],
  )
  return { ...imports, ...Object.fromEntries(timers) }
}

type StartTimer = (...given: unknown[]) => NodeJS.Timeout
