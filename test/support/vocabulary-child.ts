/**
 * Does one thing to the vocabulary and is killed meanwhile: `node … DATABASE_URL merge|undo|apply`.
 * Says `ready`, begins at the first line that it reads, says `done`.
 */
import { once } from 'node:events'
import { openDatabase } from '../../src/db/open.ts'
import { undoOperation } from '../../src/history/undo.ts'
import { applyPlan } from '../../src/workbench/plan/plan.ts'
import { performRequest } from '../../src/workbench/requests.ts'
import { ACTOR, MERGE, NOW } from './vocabulary-crash.ts'

const [databaseUrl = '', verb = ''] = process.argv.slice(2)
const db = await openDatabase(databaseUrl)
await db.read.tag.count()
process.stdout.write('ready\n')
await once(process.stdin, 'data')
if (verb === 'merge') await db.write(tx => performRequest(tx, MERGE, { actor: ACTOR, now: NOW }))
if (verb === 'undo') await undoOperation(db, 1, ACTOR, NOW)
if (verb === 'apply') await applyPlan(db, ACTOR.id, NOW)
process.stdout.write('done\n')
await db.close()
process.exit(0)
