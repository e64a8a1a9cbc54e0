/** The root fields. */
import type { SubschemaConfig } from '@graphql-tools/delegate'
import type { GraphQLResolveInfo } from 'graphql'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { GatewayContext } from '../context.ts'
import { enterEntity } from './entry.ts'
import { searchEntities } from './search.ts'
import type { SearchArguments } from './search.ts'

/** Codes one `entities` takes. */
export const MAX_CODES = 100

export function queryResolvers(keys: SubschemaConfig) {
  return {
    entity: (
      _: unknown,
      { uscc }: { uscc: string },
      context: GatewayContext,
      info: GraphQLResolveInfo,
    ) => enterEntity(uscc, keys, context, info),

    /** One bad code is an error in its own place: the others are served. */
    entities(
      _: unknown,
      { usccs }: { usccs: readonly string[] },
      context: GatewayContext,
      info: GraphQLResolveInfo,
    ) {
      if (usccs.length > MAX_CODES) {
        throw new FederationError('BATCH_TOO_LARGE', { limit: MAX_CODES, value: usccs.length })
      }
      return Promise.all(
        usccs.map((uscc, i) => enterEntity(uscc, keys, context, info, i).catch(asItem)),
      )
    },

    searchEntities: (
      _: unknown,
      args: SearchArguments,
      context: GatewayContext,
      info: GraphQLResolveInfo,
    ) => searchEntities(args, keys, context, info),

    registries: (_: unknown, __: unknown, { sources }: GatewayContext) =>
      PROVINCES.map((province) => {
        const source = sources[province]
        return {
          province,
          name: source.registry,
          maxBatch: source.maxBatch,
          deadlineMs: source.deadlineMs,
          circuit: source.circuit(),
          lastAnswerAt: source.lastAnswerAt(),
        }
      }),
  }
}

/** A list item that is an error becomes null and a located error; a rejection would take the list. */
function asItem(failure: unknown): Error {
  return failure instanceof Error ? failure : new Error('list item failed', { cause: failure })
}
