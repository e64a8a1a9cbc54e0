/** The public graph's resolvers: arguments in, a call to the domain, shape out. */
import type { SubschemaConfig } from '@graphql-tools/delegate'
import { entityResolvers } from './entity.ts'
import { grantMutations, grantQueries } from './grants.ts'
import { queryResolvers } from './query.ts'
import { scalarResolvers } from './scalars.ts'
import { searchResolvers } from './search.ts'

/** `keys` is the subschema in which an entity is nothing but its code: where merging begins. */
export function resolversFor(keys: SubschemaConfig) {
  return {
    ...scalarResolvers,
    ...searchResolvers,
    Query: { ...queryResolvers(keys), ...grantQueries },
    Mutation: grantMutations,
    BusinessEntity: entityResolvers(keys),
  }
}
