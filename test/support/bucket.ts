import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import { onTestFinished } from 'vitest'

/** Starts a server that speaks S3 on this machine, with one bucket; gives its S3_URL. It goes away when the test ends. */
export async function openBucketServer(prefix = ''): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'blext-s3-'))
  const configureBuckets = [{ name: 'blog' }]
  const options = { address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets }
  const server = new S3rver(options)
  const { port } = await server.run()
  onTestFinished(async () => {
    await server.close()
    await rm(directory, { recursive: true, force: true })
  })
  return `s3://S3RVER:S3RVER@127.0.0.1:${port}/blog${prefix}?region=eu-central-1&tls=false`
}
