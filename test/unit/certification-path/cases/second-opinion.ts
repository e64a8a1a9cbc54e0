import { FederationError } from '../../../../schemas/model/errors.ts'
import { askPath } from '../../../support/good-path.ts'
import type { Case } from '../case.ts'

export const SECOND_OPINION_CASES: readonly Case[] = [
  {
    title: 'a chain that another validator does not accept',
    step: 'SECOND_OPINION',
    code: 'CHAIN_SECOND_OPINION',
    facts: { reason: '虚构的理由' },
    ask: () => askPath(),
    secondOpinion: () => {
      throw new FederationError('CHAIN_SECOND_OPINION', { reason: '虚构的理由' })
    },
  },
]
