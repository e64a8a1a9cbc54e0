/** Every way through the schema from a root field to a field, so that a new one is walked too. */
import { getNamedType, isObjectType } from 'graphql'
import type { GraphQLObjectType } from 'graphql'
import { guardedSchema } from '../../support/open-guarded.ts'

/** Names from the root field on, each with its arguments. */
export type Route = readonly string[]

/** Root fields that ask registries; another is to be added here with its arguments. */
export const ROOTS = ['entity', 'entities', 'searchEntities', 'registries'] as const

const ARGUMENTS: Readonly<Record<string, string>> = {
  'Query.entity': '(uscc: $uscc)',
  'Query.entities': '(usccs: [$uscc])',
  'Query.searchEntities': '(filter: { name: "虚构" })',
}

/** An entity within an entity within an entity shows nothing new. */
const MOST_ENTITIES = 2

export function routesTo(coordinate: string): readonly Route[] {
  const found: Route[] = []
  const walk = (type: GraphQLObjectType, above: readonly string[], entities: number): void => {
    for (const field of Object.values(type.getFields())) {
      const place = `${type.name}.${field.name}`
      if (type.name === 'Query' && !(ROOTS as readonly string[]).includes(field.name)) continue
      const below = getNamedType(field.type)
      const route = [...above, `${field.name}${ARGUMENTS[place] ?? ''}`]
      if (place === coordinate) found.push(isObjectType(below) ? [...route, '__typename'] : route)
      if (!isObjectType(below)) continue
      const met = entities + (below.name === 'BusinessEntity' ? 1 : 0)
      if (met <= MOST_ENTITIES) walk(below, route, met)
    }
  }
  walk(guardedSchema().getQueryType()!, [], 0)
  return found
}

/** Each route under an alias of its own: `r0`, `r1`, … */
export function documentOf(routes: readonly Route[]): string {
  const fields = routes.map((route, i) => `r${i}: ${nested(route)}`)
  const needsCode = fields.some((field) => field.includes('$uscc'))
  return `query ${needsCode ? '($uscc: String!) ' : ''}{ ${fields.join('\n')} }`
}

export function nested([first, ...rest]: Route): string {
  return rest.length === 0 ? first! : `${first} { ${nested(rest)} }`
}
