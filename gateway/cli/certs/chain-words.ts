/** The words of `ydelta certs chain verify`, and the files they name. */
import { pemBlocks } from '../../../certs/pem.ts'
import { isCertificatePurpose } from '../../../schemas/model/certificate-purpose.ts'
import type { CertificatePurpose } from '../../../schemas/model/certificate-purpose.ts'
import type { Jurisdiction } from '../../certification-path/anchors.ts'
import { readGiven, usage } from './words.ts'

/**
 * An option may be followed by several files, and be given several times: `--chain a b --chain c`.
 * `parseArgs` knows one value an option, so every further file gets the option's name in front.
 */
export function spreadFiles(words: readonly string[], options: readonly string[]): string[] {
  let option: string | null = null
  let hasValue = false
  return words.flatMap((word) => {
    if (word.startsWith('--')) {
      const [name = '', value] = word.split('=', 2)
      option = options.includes(name.slice(2)) ? name : null
      hasValue = value !== undefined
      return [word]
    }
    const again = option !== null && hasValue ? [option] : []
    hasValue = true
    return [...again, word]
  })
}

/** Every certificate or list in the files, in order: PEM with any number of blocks, or one DER. */
export async function readAll(files: readonly string[], label: string): Promise<Buffer[]> {
  const contents = await Promise.all(files.map(readGiven))
  return contents.flatMap((content, i) => {
    if (!content.includes('-----BEGIN ')) return [content]
    const blocks = pemBlocks(content.toString('latin1'))
    const wanted = blocks.filter((block) => block.label === label).map(({ der }) => der)
    if (wanted.length === 0) throw usage(`文件${files[i]}中没有${label}`)
    return wanted
  })
}

/** `C=CN` or `C=CN,ST=上海市`; absent: no limit beyond the certificates' own. @throws {FederationError} `USAGE`. */
export function jurisdictionOf(text: string | undefined): Jurisdiction | null {
  if (text === undefined) return null
  const match = /^C=([A-Z]{2})(?:, ?ST=(.+))?$/.exec(text)
  if (match === null) throw usage('--jurisdiction应写作C=CN或C=CN,ST=上海市')
  const [, country = '', state] = match
  return state === undefined ? { C: country } : { C: country, ST: state }
}

/** As in `certs issue --profile`: licence-signer. @throws {FederationError} `USAGE`. */
export function purposeOf(text: string | undefined): CertificatePurpose | null {
  if (text === undefined) return null
  const name = text.toUpperCase().replaceAll('-', '_')
  if (isCertificatePurpose(name)) return name
  throw usage(`没有“${text}”这一用途`)
}

/** An ISO 8601 instant, or a day: its first moment in UTC. @throws {FederationError} `USAGE`. */
export function instantOf(text: string | undefined, now: Date): Date {
  if (text === undefined) return now
  const form = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/
  const at = new Date(text)
  const isReal = form.test(text) && !Number.isNaN(at.getTime()) && isSameDay(text, at)
  if (!isReal) throw usage('--at应为带时区的时刻，例如2026-01-01T08:00:00+08:00')
  return at
}

/** `Date` turns 30 February into 2 March. */
function isSameDay(text: string, at: Date): boolean {
  const zone = /([+-])(\d\d):(\d\d)$/.exec(text.slice(10))
  const minutes =
    zone === null ? 0 : Number(`${zone[1]}1`) * (Number(zone[2]) * 60 + Number(zone[3]))
  return new Date(at.getTime() + minutes * 60_000).toISOString().startsWith(text.slice(0, 10))
}
