#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { runCommandLine } from './cli/run.ts'

if (existsSync('.env')) process.loadEnvFile('.env')

process.exitCode = await runCommandLine(process.argv.slice(2), process.env, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  isTerminal: process.stdout.isTTY,
})
