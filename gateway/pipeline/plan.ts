/**
 * A document's selections, worked out once for all its executions: which fields of which type, in
 * which order, how each value becomes part of the answer. Source: GraphQL specification, September
 * 2025, sections 6.3.2 (collecting fields) and 6.4.3 (completing values).
 */
import {
  GraphQLID,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  GraphQLString,
  Kind,
  getDirectiveValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  visit,
} from 'graphql'
import type {
  DocumentNode,
  FieldNode,
  GraphQLField,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLOutputType,
  SelectionNode,
  SelectionSetNode,
  ValidatedExecutionArgs,
} from 'graphql'

export interface ObjectPlan {
  readonly type: GraphQLObjectType
  readonly fields: readonly FieldPlan[]
}

export interface FieldPlan {
  /** The alias, or the name without one. */
  readonly key: string
  /** Every place of the document that selects it here. */
  readonly nodes: readonly FieldNode[]
  readonly parentType: GraphQLObjectType
  readonly definition: GraphQLField<unknown, unknown>
  readonly shape: Shape
  /** A single value that nothing resolves: the object has it. */
  readonly isPlainLeaf: boolean
  /** Of a type that leaves texts as they are. */
  readonly isText: boolean
}

/** How a value is completed. */
export type Shape =
  | { readonly kind: 'leaf'; readonly nonNull: boolean; readonly type: GraphQLLeafType }
  | { readonly kind: 'object'; readonly nonNull: boolean; readonly plan: ObjectPlan }
  | { readonly kind: 'list'; readonly nonNull: boolean; readonly item: Shape }

/**
 * Variables that decide what a document selects. A plan holds for one set of their values.
 */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive({ name, arguments: given }) {
      if (name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) {
        return
      }
      for (const { value } of given ?? []) {
        if (value.kind === Kind.VARIABLE) names.add(value.name.value)
      }
    },
  })
  return [...names]
}

/**
 * Null where the document holds what plans do not know: interfaces, unions, and keys that an object
 * cannot have by assignment. Such a document is executed by the library.
 *
 * What @skip and @include leave out is left out of the plan: it holds for the same values of
 * {@link conditionVariables} only.
 */
export function planOf(args: ValidatedExecutionArgs): ObjectPlan | null {
  const root = args.schema.getRootType(args.operation.operation)
  if (root == null || args.operation.operation !== 'query') return null
  return objectPlan(root, [args.operation.selectionSet], args)
}

function objectPlan(
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
  args: ValidatedExecutionArgs,
): ObjectPlan | null {
  if (type.isTypeOf != null) return null
  const grouped = new Map<string, FieldNode[]>()
  const seen = new Set<string>()
  for (const { selections } of selectionSets) collect(selections, type, args, grouped, seen)
  const fields: FieldPlan[] = []
  for (const [key, nodes] of grouped) {
    const definition = args.schema.getField(type, nodes[0]!.name.value)
    if (definition === undefined) continue
    const shape = key === '__proto__' ? null : shapeOf(definition.type, nodes, args)
    if (shape === null) return null
    fields.push(fieldPlan(key, nodes, type, definition, shape))
  }
  return { type, fields }
}

function fieldPlan(
  key: string,
  nodes: readonly FieldNode[],
  parentType: GraphQLObjectType,
  definition: FieldPlan['definition'],
  shape: Shape,
): FieldPlan {
  const isPlainLeaf = definition.resolve === undefined && shape.kind === 'leaf'
  const isText = shape.kind === 'leaf' && (shape.type === GraphQLString || shape.type === GraphQLID)
  return { key, nodes, parentType, definition, shape, isPlainLeaf, isText }
}

function shapeOf(
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
  args: ValidatedExecutionArgs,
): Shape | null {
  const nonNull = isNonNullType(type)
  const nullable = nonNull ? type.ofType : type
  if (isLeafType(nullable)) return { kind: 'leaf', nonNull, type: nullable }
  if (isListType(nullable)) {
    const item = shapeOf(nullable.ofType, nodes, args)
    return item === null ? null : { kind: 'list', nonNull, item }
  }
  if (!isObjectType(nullable)) return null
  const plan = objectPlan(
    nullable,
    nodes.flatMap((node) => node.selectionSet ?? []),
    args,
  )
  return plan === null ? null : { kind: 'object', nonNull, plan }
}

/** Fields by key, in the order of their first place; each fragment counts once a selection. */
function collect(
  selections: readonly SelectionNode[],
  type: GraphQLObjectType,
  args: ValidatedExecutionArgs,
  grouped: Map<string, FieldNode[]>,
  seen: Set<string>,
): void {
  for (const selection of selections) {
    if (!isIncluded(selection, args)) continue
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value
      const nodes = grouped.get(key)
      if (nodes === undefined) grouped.set(key, [selection])
      else nodes.push(selection)
      continue
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : unseen(selection.name.value, args, seen)
    if (fragment !== undefined && appliesTo(type, fragment.typeCondition?.name.value, args)) {
      collect(fragment.selectionSet.selections, type, args, grouped, seen)
    }
  }
}

function appliesTo(
  type: GraphQLObjectType,
  condition: string | undefined,
  { schema }: ValidatedExecutionArgs,
): boolean {
  if (condition === undefined || condition === type.name) return true
  const named = schema.getType(condition)
  return isAbstractType(named) && schema.isSubType(named, type)
}

function unseen(name: string, { fragmentDefinitions }: ValidatedExecutionArgs, seen: Set<string>) {
  if (seen.has(name)) return undefined
  seen.add(name)
  return fragmentDefinitions[name]
}

function isIncluded(node: SelectionNode, { variableValues }: ValidatedExecutionArgs): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true
  if (getDirectiveValues(GraphQLSkipDirective, node, variableValues)?.if === true) return false
  return getDirectiveValues(GraphQLIncludeDirective, node, variableValues)?.if !== false
}
