import { addMissingTables, findStructureFaults, mendStructure } from '../../db/structure.ts'
import { mark } from '../../i18n/translate.ts'
import type { Patient, Symptom } from './finding.ts'

const SHOWN = 20

/** Keys, rules, indexes and triggers that the database has lost. */
export const structure: Symptom = {
  find: async ({ read, expected }) => {
    const faults = await findStructureFaults(read, expected)
    const text = mark('The database has lost rules that guard its rows.')
    const plan = mark(
      'The rows are put in order first, then the rules are put back as this version of Blext makes them.',
    )
    const rows = faults.slice(0, SHOWN).map(({ name, detail }) => `${name}: ${detail}`)
    return faults.length > 0 ? [{ code: 'rules-lost', text, plan, count: faults.length, rows }] : []
  },
  repair: ({ tx, expected }) => mendStructure(tx, expected),
}

/** Stands before all others, as they read every table: made anew, and empty. */
export const tables: Symptom = {
  find: ({ facts, blueprint }) => {
    const missing = listMissingTables({ facts, blueprint })
    const text = mark('A whole table is missing: whatever it held is only in your backups.')
    const plan = mark('It is made anew and is empty. Better restore a backup, if you have one.')
    const found = [{ code: 'tables-lost', text, plan, count: missing.length, rows: missing }]
    return Promise.resolve(missing.length > 0 ? found : [])
  },
  repair: ({ tx, expected }) => addMissingTables(tx, expected),
}

export const listMissingTables = ({ facts, blueprint }: Pick<Patient, 'facts' | 'blueprint'>) =>
  [...blueprint.columns.keys(), 'post_search'].filter(table => !facts.tables.has(table))
