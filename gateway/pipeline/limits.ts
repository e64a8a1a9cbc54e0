/**
 * What one request may cost. A document is measured once; what depends on its variables is a small
 * sum that is worked out for each request, before anything is asked.
 */
import { Kind } from 'graphql'
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql'
import { FederationError } from '../../schemas/model/errors.ts'
import { MAX_CODES } from '../resolvers/query.ts'
import { MAX_PAGE } from '../resolvers/timeline.ts'

export interface Limits {
  /** Levels of nested selections. */
  readonly maxDepth: number
  /** Fields that could be answered, an entity counting ENTITY_COST more. */
  readonly maxCost: number
  readonly maxAliases: number
}

/** Fields and fragments one document may unfold to. */
const MAX_SELECTIONS = 10_000

/** Four registries are asked for one entity. */
const ENTITY_COST = 10
const ENTITY_FIELDS: ReadonlySet<string> = new Set(['entity', 'entities', 'headOffice'])
/** Of every field with an argument `first`, as the schema has it; a test compares them. */
export const DEFAULT_FIRST: Readonly<Record<string, number>> = {
  searchEntities: 20,
  timeline: 50,
  logEntries: 20,
  lookups: 20,
  grantRequests: 20,
}

type Variables = Readonly<Record<string, unknown>>

/**
 * A field, measured: its cost and that of what it selects, times how often it comes. `children` are
 * those alone whose cost depends on variables: a kept document must not keep what it unfolds to.
 */
interface Measured {
  readonly cost: number
  readonly times: (variables: Variables) => number
  readonly children: readonly Measured[]
}

const once = (): number => 1

export interface OperationMeasure {
  readonly depth: number
  readonly aliases: number
  readonly root: Measured
}

/** @throws {FederationError} `QUERY_TOO_COSTLY` a document that unfolds without end in sight. */
export function measureOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationMeasure {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition)
  }
  let depth = 0
  let aliases = 0
  let selected = 0

  function children(
    selectionSet: SelectionSetNode | undefined,
    level: number,
    above: string,
  ): Measured[] {
    if (selectionSet === undefined) return []
    depth = Math.max(depth, level)
    // A handful of fragments that spread each other twice unfold to millions of fields.
    selected += selectionSet.selections.length
    if (selected > MAX_SELECTIONS) {
      throw new FederationError('QUERY_TOO_COSTLY', { limit: MAX_SELECTIONS, value: selected })
    }
    return selectionSet.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return fieldOf(selection, level, above)
      const within =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
      return children(within?.selectionSet, level, above)
    })
  }

  /** `above`: the field around it, or the connection around that. */
  function fieldOf(field: FieldNode, level: number, above: string): Measured[] {
    if (field.alias !== undefined) aliases += 1
    const name = field.name.value
    // Introspection asks no registry; its depth is bounded by the library's own rule.
    if (name.startsWith('__')) return []
    const cost = givesEntity(name, above) ? ENTITY_COST : 1
    const below = children(field.selectionSet, level + 1, name === 'edges' ? above : name)
    return [folded(cost, timesOf(field, operation), below)]
  }

  const root = folded(0, once, children(operation.selectionSet, 1, ''))
  return { depth, aliases, root }
}

/** A search's nodes are entities; a timeline's are events. */
function givesEntity(name: string, above: string): boolean {
  return ENTITY_FIELDS.has(name) || (above === 'searchEntities' && /^nodes?$/.test(name))
}

/** What always costs the same is added up now. */
function folded(cost: number, times: Measured['times'], below: readonly Measured[]): Measured {
  const isFixed = (child: Measured): boolean => child.times === once && child.children.length === 0
  const fixed = below.filter(isFixed).reduce((sum, child) => sum + child.cost, cost)
  return { cost: fixed, times, children: below.filter((child) => !isFixed(child)) }
}

/** @throws {FederationError} `QUERY_TOO_…`, `BATCH_TOO_LARGE`, `PAGE_TOO_LARGE`, naming limit and value. */
export function checkLimits(measure: OperationMeasure, variables: Variables, limits: Limits): void {
  const { depth, aliases } = measure
  if (depth > limits.maxDepth) {
    throw new FederationError('QUERY_TOO_DEEP', { limit: limits.maxDepth, value: depth })
  }
  if (aliases > limits.maxAliases) {
    throw new FederationError('QUERY_TOO_MANY_ALIASES', {
      limit: limits.maxAliases,
      value: aliases,
    })
  }
  const value = costOf(measure.root, variables)
  if (value > limits.maxCost) {
    throw new FederationError('QUERY_TOO_COSTLY', { limit: limits.maxCost, value })
  }
}

function costOf(measured: Measured, variables: Variables): number {
  const { cost, times, children } = measured
  const below = children.reduce((sum, child) => sum + costOf(child, variables), 0)
  return times(variables) * (cost + below)
}

/** How often a field's selection is answered: by the number of codes or the size of the page. */
function timesOf(field: FieldNode, operation: OperationDefinitionNode): (v: Variables) => number {
  const name = field.name.value
  const argument = (wanted: string): ValueNode | undefined =>
    field.arguments?.find((one) => one.name.value === wanted)?.value
  if (name === 'entities') {
    const usccs = argument('usccs')
    return (variables) => {
      const value = lengthOf(valueOf(usccs, operation, variables))
      if (value > MAX_CODES)
        throw new FederationError('BATCH_TOO_LARGE', { limit: MAX_CODES, value })
      return value
    }
  }
  const byDefault = DEFAULT_FIRST[name]
  if (byDefault === undefined) return once
  const first = argument('first')
  return (variables) => {
    const value = valueOf(first, operation, variables)
    const size = typeof value === 'number' ? value : byDefault
    if (size < 1 || size > MAX_PAGE) {
      throw new FederationError('PAGE_TOO_LARGE', { limit: MAX_PAGE, value: size })
    }
    return size
  }
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 1
}

/** Lists and integers only: all that decides how often a field comes. */
function valueOf(
  node: ValueNode | undefined,
  operation: OperationDefinitionNode,
  variables: Variables,
): unknown {
  if (node === undefined) return undefined
  if (node.kind === Kind.INT) return Number(node.value)
  if (node.kind === Kind.LIST) return node.values
  if (node.kind !== Kind.VARIABLE) return undefined
  const name = node.name.value
  if (Object.hasOwn(variables, name)) return variables[name]
  const definition = operation.variableDefinitions?.find((one) => one.variable.name.value === name)
  return valueOf(definition?.defaultValue, operation, {})
}
