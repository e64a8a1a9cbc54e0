/** A selection of everything a type has, so that a field added later is compared too. */
import { getNamedType, isObjectType } from 'graphql'
import type { GraphQLOutputType, GraphQLSchema } from 'graphql'

/**
 * All fields of a type, nested ones too. An entity within an entity gets its code alone.
 *
 * @param without Names of fields to leave out wherever they stand.
 */
export function selectAll(
  schema: GraphQLSchema,
  typeName: string,
  without: readonly string[] = [],
): string {
  const selectionOf = (type: GraphQLOutputType, depth: number): string => {
    const named = getNamedType(type)
    if (!isObjectType(named)) return ''
    if (depth > 0 && named.name === typeName) return '{ uscc name }'
    const fields = Object.values(named.getFields()).filter(({ name }) => !without.includes(name))
    return `{ ${fields.map((field) => `${field.name} ${selectionOf(field.type, depth + 1)}`).join(' ')} }`
  }
  const type = schema.getType(typeName)
  if (!isObjectType(type)) throw new Error(`no object type ${typeName}`)
  return selectionOf(type, 0).slice(1, -1)
}
