/**
 * One question a code and request, through one loader a request. Codes asked for in one turn are
 * asked on one intent: nothing reaches a registry or a cache on another way.
 */
import DataLoader from 'dataloader'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { Ticket } from '../pipeline/log-port.ts'
import type { Evidence } from '../survivorship/answer.ts'

export interface EvidenceLoader {
  load(uscc: Uscc): Promise<Evidence>
  kept(uscc: Uscc): Evidence
}

export interface EvidenceQuestions {
  ask(uscc: Uscc, ticket: Ticket | undefined): Promise<Evidence>
  /** One ticket a code, same order; null: there is no log. @throws why nothing may be asked. */
  readonly intend: ((usccs: readonly Uscc[]) => Promise<readonly Ticket[]>) | null
}

export function createEvidenceLoader({ ask, intend }: EvidenceQuestions): EvidenceLoader {
  const kept = new Map<Uscc, Evidence>()
  const askOne = async (uscc: Uscc, ticket: Ticket | undefined): Promise<Evidence> => {
    const evidence = await ask(uscc, ticket)
    kept.set(uscc, evidence)
    return evidence
  }
  const loader = new DataLoader<Uscc, Evidence>(
    async (usccs) => {
      const tickets = await intend?.(usccs)
      return Promise.all(usccs.map((uscc, i) => askOne(uscc, tickets?.[i])))
    },
    // Batching over all requests is the coalescer's work; without a log only doubles are folded here.
    intend === null ? { batch: false } : { maxBatchSize: MOST_SUBJECTS },
  )
  return {
    load: (uscc) => loader.load(uscc),
    kept(uscc) {
      const evidence = kept.get(uscc)
      if (evidence === undefined) throw new Error('evidence used before it was loaded')
      return evidence
    },
  }
}

/** Of one intent: a leaf has room for so many digests. */
const MOST_SUBJECTS = 100
