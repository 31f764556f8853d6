import { sql, type Read, type Tx } from '../../db/doors.ts'
import { identifier } from '../../db/identifier.ts'
import { mark } from '../../i18n/translate.ts'
import type { Finding, Symptom } from './finding.ts'
import { tryInside } from './savepoint.ts'

const SHOWN = 5

type Kind = keyof typeof WORDS

const WORDS = {
  'indexes-damaged': {
    text: mark('An index of the file is not in step with its table, so rows are not found by it.'),
    plan: mark('It is made anew from the rows.'),
  },
  'search-damaged': {
    text: mark('The index of the search is damaged.'),
    plan: mark('It is emptied and made anew from the posts.'),
  },
  'file-damaged': {
    text: mark('The file itself is damaged: SQLite cannot read all of it as it should.'),
    plan: mark('Nothing here can mend that. Restore a backup, or the newest copy beside the file.'),
  },
}

/** What SQLite itself finds wrong with its file; its words about rows are left to the other symptoms. */
export const file: Symptom = {
  find: async ({ read }) => {
    const byKind = new Map<Kind, string[]>()
    for (const fault of await listFaults(read)) {
      const kind = kindOf(fault)
      if (kind) byKind.set(kind, [...(byKind.get(kind) ?? []), fault])
    }
    return [...byKind].map(([code, faults]): Finding => {
      return { code, ...WORDS[code], count: faults.length, rows: faults.slice(0, SHOWN) }
    })
  },
  repair: async ({ tx, repairs }) => {
    const faults = await listFaults(tx)
    const names = new Set(faults.flatMap(fault => INDEX.exec(fault)?.[1] ?? []))
    for (const name of names) {
      await remakeIndex(tx, name)
      repairs.push({ code: 'indexes-damaged', table: name, rows: [], count: 1 })
    }
    if (!faults.some(fault => kindOf(fault) === 'search-damaged')) return
    await tx.execute(sql`INSERT INTO post_search (post_search) VALUES ('delete-all')`)
    repairs.push({ code: 'search-damaged', table: 'post_search', rows: [], count: 1 })
  },
}

const INDEX = /\bindex (\S+)$/

function kindOf(fault: string): Kind | null {
  if (/ value in | constraint failed in |^ok$/.test(fault)) return null
  if (fault.includes('FTS5 table')) return 'search-damaged'
  return INDEX.test(fault) ? 'indexes-damaged' : 'file-damaged'
}

async function listFaults(read: Pick<Read, 'dialect' | 'query'>): Promise<string[]> {
  if (read.dialect !== 'sqlite') return []
  const rows = await read.query<{ integrity_check: string }>(sql`PRAGMA integrity_check`)
  return rows.map(row => row.integrity_check)
}

// An index that cannot be made because two rows are alike goes: the rows are put in order, and it comes back with the rules.
async function remakeIndex(tx: Tx, name: string): Promise<void> {
  const remade = await tryInside(tx, () => tx.execute(sql`REINDEX ${identifier(name)}`))
  if (!remade) await tryInside(tx, () => tx.execute(sql`DROP INDEX ${identifier(name)}`))
}
