import { expect } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { sql, type Database } from '../../src/db/doors.ts'
import { openDatabase } from '../../src/db/open.ts'
import { listTroubles } from '../../src/operations/doctor/examination.ts'
import { examineDatabase } from '../../src/operations/doctor/examine.ts'
import { openStorage } from '../../src/storage/storage.ts'
import type { Environment } from './built.ts'
import { assertWholeVocabulary } from './vocabulary.ts'

/** Opens the database of a blog beside the program, and closes it whatever happens. */
export async function withDatabase<Result>(
  env: Environment,
  verb: (db: Database) => Promise<Result>,
): Promise<Result> {
  const db = await openDatabase(env['DATABASE_URL'] ?? '')
  try {
    return await verb(db)
  } finally {
    await db.close()
  }
}

/**
 * What must hold after every fault: the file is sound, no join row leads to nothing or stands twice,
 * each saved version of a post has its revision, and the doctor finds nothing: no count, no row of
 * the search, no reference that is wrong. What has only expired may still be there.
 */
export function assertSound(env: Environment, now = new Date()): Promise<void> {
  return withDatabase(env, async db => {
    // PostgreSQL may still be taking back what a dead process left: this waits for its locks.
    await db.write(tx => tx.execute(sql`UPDATE site_state SET content_version = content_version`))
    if (db.dialect === 'sqlite') {
      expect(await db.read.query(sql`PRAGMA integrity_check`)).toEqual([{ integrity_check: 'ok' }])
      expect(await db.read.query(sql`PRAGMA foreign_key_check`)).toEqual([])
    }
    await assertWholeVocabulary(db.read)
    await assertRevisions(db)
    const config = readConfig(env)
    const storage = await openStorage(config)
    try {
      const findings = await examineDatabase({ config, db, now: () => now, storage })
      expect(listTroubles(findings)).toEqual([])
    } finally {
      storage.close()
    }
  })
}

// Version 0 is a text that was never saved; some changes move a version without a revision.
async function assertRevisions(db: Database): Promise<void> {
  const broken = await db.read.query(sql`
    SELECT p.id, p.version, count(r.id) AS revisions, max(r.version) AS last
    FROM posts p LEFT JOIN revisions r ON r.post_id = p.id AND r.version > 0
    WHERE EXISTS (SELECT 1 FROM revisions x WHERE x.post_id = p.id)
    GROUP BY p.id, p.version
    HAVING count(r.id) <> count(DISTINCT r.version) OR max(r.version) > p.version`)
  expect(broken).toEqual([])
}
