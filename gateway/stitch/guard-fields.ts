/**
 * Puts the guard before every sensitive field of the schema. Whoever executes a document calls a
 * field's resolver, so that no way of execution can pass it by.
 */
import { isObjectType } from 'graphql'
import type { GraphQLField, GraphQLSchema } from 'graphql'
import type { GatewayContext } from '../context.ts'
import { fieldTableOf, isSensitive } from '../pipeline/field-table.ts'
import type { GuardedEntity } from '../pipeline/guard.ts'
import { guardedEntity } from '../resolvers/entity.ts'
import type { MergedEntity } from '../resolvers/entity.ts'

const ENTITY = 'BusinessEntity'
const CONFLICTING_VALUES = 'Conflict.values'

export function guardFields(schema: GraphQLSchema): void {
  const table = fieldTableOf(schema)
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`
      if (isSensitive(coordinate, table.get(coordinate)!)) presentGuarded(field, coordinate)
      if (type.name === ENTITY && field.resolve !== undefined) enterEntity(field)
      if (coordinate === CONFLICTING_VALUES) enterChanges(field)
    }
  }
}

type Field = GraphQLField<unknown, GatewayContext>

function presentGuarded(field: Field, coordinate: string): void {
  const { resolve, name } = field
  field.resolve = (source, args, context, info) => {
    const value: unknown =
      resolve === undefined
        ? (source as Readonly<Record<string, unknown>>)[name]
        : resolve(source, args, context, info)
    const { guard } = context
    if (guard === null) return value
    return value instanceof Promise
      ? value.then((awaited: unknown) => guard.present(coordinate, awaited, info))
      : guard.present(coordinate, value, info)
  }
}

/** What lies below an entity is somebody's: the guard must know whose before it sees it. */
function enterEntity(field: Field): void {
  const resolve = field.resolve!
  field.resolve = (source, args, context, info) => {
    context.guard?.enter(info.path.prev, () => ownerOf(source as MergedEntity, context))
    return resolve(source, args, context, info)
  }
}

/** Of a type that no table knows it cannot be told that it is no person's. */
function ownerOf(entity: MergedEntity, context: GatewayContext): GuardedEntity {
  const owner = guardedEntity(entity, context)
  if (owner.subject !== 'ORGANISATION') return owner
  const isUnknown = context
    .evidenceKept(owner.uscc)
    .answers.some(({ records }) =>
      records.some(({ registration }) => registration?.entityType.code === 'UNKNOWN'),
    )
  return isUnknown ? { ...owner, subject: 'UNKNOWN' } : owner
}

/**
 * Two wordings of one change (变更登记) are shown whole, side by side, and a change is about persons,
 * whoever's it is: RegistrationChange.before and .after.
 */
function enterChanges(field: Field): void {
  const { name } = field
  field.resolve = (source, _, { guard }, info) => {
    const conflict = source as Readonly<Record<string, unknown>>
    if (conflict['field'] === 'changes') guard?.enterPersonal(info.path)
    return conflict[name]
  }
}
