/** One question a code and request, through one loader a request. */
import DataLoader from 'dataloader'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { Federation } from '../registries/federation.ts'
import type { Patience } from '../registries/patience.ts'
import type { Evidence } from '../survivorship/answer.ts'

export interface EvidenceLoader {
  load(uscc: Uscc): Promise<Evidence>
  kept(uscc: Uscc): Evidence
}

export function createEvidenceLoader(
  federation: Federation,
  at: Date,
  patience?: Patience,
): EvidenceLoader {
  const kept = new Map<Uscc, Evidence>()
  const loader = new DataLoader<Uscc, Evidence>(
    (usccs) =>
      Promise.all(
        usccs.map(async (uscc) => {
          const evidence = await federation.ask(uscc, at, patience)
          kept.set(uscc, evidence)
          return evidence
        }),
      ),
    // Batching over all requests is the coalescer's work; here only doubles are folded.
    { batch: false },
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
