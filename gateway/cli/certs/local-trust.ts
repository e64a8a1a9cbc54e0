/**
 * Who trusts whom on one machine: the provinces' processes hand their anchors to the gateway's folder,
 * and the gateway gets certificates of its own. All beside the start, and loaded only then: the first
 * answer must not wait for it.
 */
import { join } from 'node:path'
import type { Party } from '../../../certs/parties.ts'
import { FederationError } from '../../../schemas/model/errors.ts'
import type { Child } from '../child.ts'
import { partyFolder, usingState } from '../state-folder.ts'

export class LocalTrust {
  readonly #state: string
  readonly #stopping = new AbortController()
  readonly #provinces: Child[] = []
  #last: Promise<void> = Promise.resolve()

  constructor(state: string) {
    this.#state = state
  }

  /** `handed` comes over the channel to the party's process: its form is checked before it is believed. */
  receive(party: Party, handed: unknown): void {
    this.#next(async () => {
      const { HANDED_TRUST } = await import('./own-hierarchy.ts')
      const { keepAnchors } = await import('../../../certs/trust-folder.ts')
      const { anchors } = HANDED_TRUST.parse(handed)
      const givenBy = `ydelta province ${party}`
      const folder = join(await partyFolder(this.#state, 'gateway'), 'trust')
      await usingState(folder, () => keepAnchors(folder, party, anchors, givenBy))
    })
  }

  /** Whom to tell that all has started. */
  add(province: Child): void {
    this.#provinces.push(province)
  }

  /** All has started: the provinces see to their certificates, and the gateway's are made or renewed. */
  begin(): void {
    for (const province of this.#provinces) province.sayAllStarted()
    this.#next(async () => {
      const { ownHierarchy } = await import('./own-hierarchy.ts')
      await ownHierarchy('gateway', this.#state, this.#stopping.signal)
    })
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#last
  }

  /** One after the other: they write the same folder. A failure is told; the rest goes on. */
  #next(work: () => Promise<void>): void {
    this.#last = this.#last.then(work).catch((failure: unknown) => {
      if (!this.#stopping.signal.aborted) process.stderr.write(`${lineOf(failure)}\n`)
    })
  }
}

/** What a process tells about certificates it could not make or keep, and goes on without. */
export function lineOf(failure: unknown): string {
  const code = failure instanceof FederationError ? failure.code : 'INTERNAL'
  return `${code}：${failure instanceof Error ? failure.message : String(failure)}`
}
