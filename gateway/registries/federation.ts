/** All four registries asked about one code: the evidence a view is made of. */
import type { ErrorCode } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { dayOfInstant } from '../../schemas/model/time.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { Ticket } from '../pipeline/log-port.ts'
import type { Evidence, ProvinceAnswer } from '../survivorship/answer.ts'
import { EntityView } from '../survivorship/entity-view.ts'
import { forAsker, knowledgeFor, lessonOf } from './knowledge.ts'
import type { KnowledgeStore } from './knowledge.ts'
import type { Patience } from './patience.ts'
import type { Source } from './source.ts'

export interface Federation {
  readonly sources: Readonly<Record<Province, Source>>
  /** Never rejects: what failed is in the answers. */
  ask(uscc: Uscc, at: Date, patience?: Patience, terms?: AskingTerms): Promise<Evidence>
  /** Lets go of sockets. */
  close(): Promise<void>
}

/** On what terms the provinces may be asked. */
export interface AskingTerms {
  /** Absent without a federation log. */
  readonly ticket?: Ticket | undefined
  /** Not to be asked, and why. */
  readonly barred?: ReadonlyMap<Province, ErrorCode>
}

export interface FederationOptions {
  readonly sources: readonly Source[]
  readonly knowledge: KnowledgeStore
}

export function createFederation({ sources, knowledge }: FederationOptions): Federation {
  const ordered = PROVINCES.map((province) => sources.find((one) => one.province === province)!)
  return {
    sources: Object.fromEntries(ordered.map((source) => [source.province, source])) as Readonly<
      Record<Province, Source>
    >,
    async ask(uscc, at, patience, { ticket, barred } = {}) {
      const answers = await Promise.all(
        ordered.map(async (source) => {
          const code = barred?.get(source.province)
          if (code !== undefined) return notAsked(source.province, code)
          return source.ask(uscc, patience, ticket)
        }),
      )
      const today = dayOfInstant(at)
      const known = forAsker(await knowledgeFor(knowledge, uscc, answers), barred)
      const evidence = { uscc, answers, knowledge: known, today }
      const lesson = lessonOf(new EntityView(evidence))
      if (lesson !== null) knowledge.learn(lesson)
      return evidence
    },
    close: async () => {
      await Promise.all(ordered.map((source) => source.close()))
    },
  }
}

function notAsked(province: Province, code: ErrorCode): ProvinceAnswer {
  return { province, state: 'NOT_ASKED', fetchedAt: null, latencyMs: null, code, records: [] }
}
