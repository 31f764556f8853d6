/** Builds what is out of date, then runs Blext in this same process, so that signals reach it. */
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'

const folder = process.cwd()
await build()
process.chdir(folder)

const main = `${import.meta.dirname}/../dist/main.js`
process.argv[1] = main
await import(pathToFileURL(main).href)
