/**
 * `npm run licences`: writes docs/licences.md, the packages that a running Blext consists of with
 * their licences, from package-lock.json. `test/licences.test.ts` sees that it is up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { listLicences, printLicences } from './licence-list.ts'

const lock = readFileSync('package-lock.json', 'utf8')
writeFileSync('docs/licences.md', printLicences(listLicences(lock, 'node_modules')))
