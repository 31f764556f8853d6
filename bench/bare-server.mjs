/** What there is to reach: a bare node:http server that answers every request with the same bytes. */
import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const [port, file] = process.argv.slice(2)
const { headers, body } = JSON.parse(readFileSync(file, 'utf8'))
const bytes = Buffer.from(body, 'base64')

createServer((_req, res) => res.writeHead(200, headers).end(bytes)).listen(
  Number(port),
  '127.0.0.1',
)
