/** One province's processes as `ydelta dev` sees them: what it is told, and what it hands out. */
import { PROVINCE_FACTS } from '../../../schemas/model/province.ts'
import type { Province } from '../../../schemas/model/province.ts'
import type { LogKeysJson } from '../../gatehouse/log-keys.ts'
import type { HandedTrust } from '../certs/own-hierarchy.ts'
import { startChild } from '../child.ts'
import type { Child } from '../child.ts'
import type { DevelopmentAgencies } from '../grants/development-grant.ts'
import type { WorldWords } from '../province.ts'
import type { StartedParts } from './started-parts.ts'

export interface ProvinceProcess {
  readonly province: Province
  /** Of what answers the gateway. */
  readonly url: string
  readonly witnessUrl: string
  readonly credentials: Readonly<Record<string, string>>
  /** PEM of the key that disclosures are wrapped for. */
  readonly disclosureKey: string
  /** base64: the gateway finds entries by it. */
  readonly searchKey: string
  /** Its anchors, lists and witness key; settles after {@link ProvinceProcess.begin}. */
  readonly trust: Promise<HandedTrust>
  begin(): void
  knowLog(keys: LogKeysJson): void
  /** Whom its gatehouse opens disclosures to: `x5t#S256` of certificates. */
  knowAuditors(thumbprints: readonly string[]): void
  /** What the pretend province grants to the development agencies, signed. */
  grants(agencies: DevelopmentAgencies): Promise<readonly string[]>
}

export async function startProvinceProcess(
  province: Province,
  words: WorldWords,
  state: string,
  parts: StartedParts,
): Promise<ProvinceProcess> {
  const { slug, zh } = PROVINCE_FACTS[province]
  const given = words.data === undefined ? [] : ['--data', words.data]
  const world = ['--entities', words.entities, '--seed', words.seed, ...given]
  const trust = Promise.withResolvers<HandedTrust>()
  const grants = Promise.withResolvers<readonly string[]>()
  const child = await startChild({
    words: ['province', slug, '--state', state, ...world],
    // Where Node keeps compiled code is nobody's secret; all else of the environment is the gateway's.
    env: { PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
    onLine: (line) => process.stdout.write(`[${zh}] ${line}\n`),
    onMore(facts) {
      if (facts['trust'] !== undefined) trust.resolve(facts['trust'] as HandedTrust)
      if (facts['grants'] !== undefined) grants.resolve(facts['grants'] as readonly string[])
    },
    onSpawn: (stop) => void parts.add(stop).catch(() => undefined),
  })
  tellOfItsEnd(child, zh, parts)
  const ended = heard(child.ended.then(() => Promise.reject(new Error(`${slug} ended`))))
  const text = (fact: string): string => String(child.facts[fact])
  return {
    ...{ province, url: text('url'), witnessUrl: text('witnessUrl') },
    credentials: child.facts['credentials'] as Record<string, string>,
    ...{ disclosureKey: text('disclosureKey'), searchKey: text('searchKey') },
    trust: heard(Promise.race([trust.promise, ended])),
    begin: () => child.sayAllStarted(),
    knowLog: (logKeys) => child.send({ logKeys }),
    knowAuditors: (auditors) => child.send({ auditors }),
    grants(agencies) {
      child.send({ signGrants: agencies })
      return heard(Promise.race([grants.promise, ended]))
    },
  }
}

/** Its end is told already: whoever waits hears of it, and nobody has to wait. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

function tellOfItsEnd(child: Child, zh: string, parts: StartedParts): void {
  void child.ended.then((status) => {
    if (parts.stopping) return
    const how = status === null ? '被终止' : `状态${status}`
    process.stderr.write(
      `[${zh}] 进程已退出（${how}）。其余省市不受影响；要恢复请按Ctrl-C后重新启动\n`,
    )
  })
}
