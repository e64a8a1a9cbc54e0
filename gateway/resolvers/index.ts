/** The public graph's resolvers: arguments in, a call to the domain, shape out. */
import type { SubschemaConfig } from '@graphql-tools/delegate'
import { entityResolvers } from './entity.ts'
import { grantMutations, grantQueries } from './grants.ts'
import { logQueries, logScalars, logTypes } from './log.ts'
import { lookupMutations, lookupQueries, lookupTypes } from './lookups.ts'
import { queryResolvers } from './query.ts'
import { scalarResolvers } from './scalars.ts'
import { searchResolvers } from './search.ts'

/** `keys` is the subschema in which an entity is nothing but its code: where merging begins. */
export function resolversFor(keys: SubschemaConfig) {
  return {
    ...scalarResolvers,
    ...searchResolvers,
    ...logScalars,
    ...logTypes,
    ...lookupTypes,
    Query: { ...queryResolvers(keys), ...grantQueries, ...logQueries, ...lookupQueries },
    Mutation: { ...grantMutations, ...lookupMutations },
    BusinessEntity: entityResolvers(keys),
  }
}
