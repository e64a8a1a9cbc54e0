/**
 * The stitched graph: four province subschemas merged by `uscc`, and over them the public fields,
 * computed from what the four say. The provinces' own fields are taken out of the result: they feed
 * the public ones and are not part of the contract.
 */
import type { StitchingInfo, SubschemaConfig } from '@graphql-tools/delegate'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { stitchSchemas } from '@graphql-tools/stitch'
import type { IResolvers } from '@graphql-tools/utils'
import { MapperKind, mapSchema, parseSelectionSet, pruneSchema } from '@graphql-tools/utils'
import { GraphQLObjectType, getNamedType, isObjectType } from 'graphql'
import type { GraphQLFieldResolver, GraphQLOutputType, GraphQLSchema } from 'graphql'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import { resolversFor } from '../resolvers/index.ts'
import { guardFields } from './guard-fields.ts'
import { provinceSubschema } from './province-subschema.ts'
import { FEDERATION_SDL } from './sdl.ts'

export interface StitchOptions {
  /** See {@link provinceSubschema}. */
  readonly direct?: boolean
}

const PROVINCE_FIELDS: ReadonlySet<string> = new Set(
  PROVINCES.map((province) => PROVINCE_FACTS[province].slug),
)

export function createStitchedSchema({ direct = true }: StitchOptions = {}): GraphQLSchema {
  const provinces = PROVINCES.map((province) => provinceSubschema(province, direct))
  const keys = keySubschema()
  const resolvers = resolversFor(keys)
  const stitched = stitchSchemas<Record<string, unknown>>({
    subschemas: [keys, ...provinces],
    typeDefs: FEDERATION_SDL,
    resolvers: resolvers as IResolvers,
    mergeTypes: true,
  })
  const schema = pruneSchema(
    mapSchema(stitched, {
      [MapperKind.OBJECT_FIELD]: withoutInternals,
      [MapperKind.DIRECTIVE]: (directive) => (MERGING.has(directive.name) ? null : undefined),
      [MapperKind.OBJECT_TYPE]: withoutMergingMarks,
    }),
  )
  planOnce(schema, keys)
  useOwnResolvers(schema, resolvers)
  guardFields(schema)
  return schema
}

/** Directives by which contracts say how they merge: nothing for callers. */
const MERGING: ReadonlySet<string> = new Set(['key', 'merge', 'computed', 'canonical'])

function withoutMergingMarks(type: GraphQLObjectType): GraphQLObjectType {
  const { astNode, ...config } = type.toConfig()
  if (astNode?.directives === undefined) return type
  const directives = astNode.directives.filter(({ name }) => !MERGING.has(name.value))
  return new GraphQLObjectType({ ...config, astNode: { ...astNode, directives } })
}

/** Where an entity begins: with its code and nothing else. The root fields hand it to the merge. */
function keySubschema(): SubschemaConfig {
  const schema = makeExecutableSchema({
    typeDefs: `
      type Query { keyOnly(uscc: String!): BusinessEntity }
      type BusinessEntity { uscc: String! }
    `,
  })
  return { schema, merge: { BusinessEntity: {} } }
}

function withoutInternals(_: unknown, field: string, type: string): null | undefined {
  const internal =
    (type === 'BusinessEntity' && PROVINCE_FIELDS.has(field)) ||
    (type === 'Query' && (field === 'keyOnly' || isProvinceEntrance(field)))
  return internal ? null : undefined
}

function isProvinceEntrance(field: string): boolean {
  return field.endsWith('Entities') && PROVINCE_FIELDS.has(field.slice(0, -'Entities'.length))
}

function wholeSelection(type: GraphQLOutputType): string {
  const named = getNamedType(type)
  if (!isObjectType(named)) return ''
  const fields = Object.values(named.getFields())
  return `{ ${fields.map((field) => `${field.name} ${wholeSelection(field.type)}`).join(' ')} }`
}

/**
 * Every public field is made from all four answers, so there is one plan: the whole answer of each
 * province, at once. The library would work it out anew for each document and set of variables.
 */
function planOnce(schema: GraphQLSchema, keys: SubschemaConfig): void {
  const { mergedTypes, subschemaMap } = schema.extensions['stitchingInfo'] as StitchingInfo
  const merged = mergedTypes['BusinessEntity']!
  const provinces = merged.targetSubschemas.get(subschemaMap.get(keys)!)!
  const stage = new Map(
    provinces.map((province) => {
      const fields = (
        province.transformedSchema.getType('BusinessEntity') as GraphQLObjectType
      ).getFields()
      const own = Object.values(fields).filter((field) => PROVINCE_FIELDS.has(field.name))
      const selections = own.map((field) => `${field.name} ${wholeSelection(field.type)}`)
      return [province, parseSelectionSet(`{ ${selections.join(' ')} }`)] as const
    }),
  )
  merged.delegationPlanBuilder = () => [stage]
}

/**
 * The library wraps resolvers to merge what they return and puts its own on every other field. Ours
 * hand an entity to the merge themselves (see resolvers/entry.ts), and everything else is a plain
 * object: the wrappers would look for what is missing in every object and find nothing.
 */
function useOwnResolvers(schema: GraphQLSchema, resolvers: Readonly<Record<string, object>>): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    const own = (resolvers[type.name] ?? {}) as Record<
      string,
      GraphQLFieldResolver<unknown, unknown>
    >
    for (const [name, field] of Object.entries(type.getFields())) {
      if (own[name] !== undefined) field.resolve = own[name]
      else delete field.resolve
    }
  }
}
