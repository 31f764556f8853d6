export type Encoding = 'br' | 'gzip' | 'identity'

// Of those that a reader likes alike, the smallest.
const ENCODINGS: readonly Encoding[] = ['br', 'gzip', 'identity']

/** What a reader takes by `Accept-Encoding`, the best first; what cannot be refused stands last. */
export function listAccepted(header: string | undefined): Encoding[] {
  if (header === undefined) return ['identity']
  const given = readQualities(header.toLowerCase())
  const qualityOf = (encoding: Encoding) =>
    given.get(encoding) ?? (encoding === 'identity' ? 0.0001 : (given.get('*') ?? 0))
  const accepted = ENCODINGS.filter(encoding => qualityOf(encoding) > 0)
  return accepted.sort((one, other) => qualityOf(other) - qualityOf(one))
}

function readQualities(header: string): Map<string, number> {
  return new Map(
    header.split(',').map(part => {
      const [name = '', ...parameters] = part.split(';').map(text => text.trim())
      const quality = parameters.find(parameter => parameter.startsWith('q='))
      return [name === 'x-gzip' ? 'gzip' : name, quality ? readQuality(quality.slice(2)) : 1]
    }),
  )
}

function readQuality(text: string): number {
  return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(text) ? Number(text) : 0
}
