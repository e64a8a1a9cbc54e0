/**
 * Executes a plan: what the library's executor does, without working out for every request what the
 * document says and what each field is. Same resolvers, same errors, same paths; a differential test
 * compares the two. Source: GraphQL specification, September 2025, section 6.4 (executing fields).
 */
import { GraphQLError, getArgumentValues, locatedError, responsePathAsArray } from 'graphql'
import type {
  ExecutionResult,
  FieldNode,
  GraphQLResolveInfo,
  ResponsePath,
  ValidatedExecutionArgs,
} from 'graphql'
import type { FieldPlan, ObjectPlan, Shape } from './plan.ts'

export function runPlan(
  plan: ObjectPlan,
  args: ValidatedExecutionArgs,
): ExecutionResult | Promise<ExecutionResult> {
  const errors = new LocatedErrors()
  const response = (data: Completed): ExecutionResult =>
    errors.all.length === 0 ? { data } : { errors: errors.all, data }
  const failed = (failure: unknown): ExecutionResult => {
    errors.add(failure as GraphQLError, undefined)
    return response(null)
  }
  try {
    const data = new PlanRun(args, errors).object(plan, args.rootValue, undefined)
    return data instanceof Promise ? data.then(response, failed) : response(data)
  } catch (failure) {
    return failed(failure)
  }
}

type Completed = Record<string, unknown> | null
type Path = ResponsePath | undefined

/** An error below a place that has become null already is not reported: the first one is. */
class LocatedErrors {
  readonly all: GraphQLError[] = []
  readonly #nulled = new Set<Path>()

  add(error: GraphQLError, place: Path): void {
    for (let at = place; at !== undefined; at = at.prev) if (this.#nulled.has(at)) return
    if (this.#nulled.has(undefined)) return
    this.#nulled.add(place)
    this.all.push(error)
  }
}

const NO_ARGUMENTS: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null))

class PlanRun {
  readonly #args: ValidatedExecutionArgs
  readonly #errors: LocatedErrors

  constructor(args: ValidatedExecutionArgs, errors: LocatedErrors) {
    this.#args = args
    this.#errors = errors
  }

  object(plan: ObjectPlan, source: unknown, path: Path): Completed | Promise<Completed> {
    const result: Record<string, unknown> = {}
    const waiting: Promise<unknown>[] = []
    try {
      for (const field of plan.fields) {
        const value = field.isPlainLeaf
          ? this.#plainLeaf(field, source, path)
          : this.#field(field, source, path)
        result[field.key] = value
        if (value instanceof Promise) {
          waiting.push(value.then((awaited) => void (result[field.key] = awaited)))
        }
      }
    } catch (failure) {
      letGo(waiting)
      throw failure
    }
    return waiting.length === 0 ? result : Promise.all(waiting).then(() => result)
  }

  #field(field: FieldPlan, source: unknown, parent: Path): unknown {
    const path = pathOf(field, parent)
    let raw: unknown
    try {
      raw = this.#resolved(field, source, path)
    } catch (failure) {
      return this.#failed(failure, field.nodes, field.shape, path)
    }
    return this.#finished(raw, field, field.shape, path)
  }

  /** Most fields of most answers: texts that are there and nulls that may be, without a path. */
  #plainLeaf(field: FieldPlan, source: unknown, parent: Path): unknown {
    let raw: unknown
    try {
      raw = isObject(source) ? source[field.definition.name] : undefined
    } catch (failure) {
      return this.#failed(failure, field.nodes, field.shape, pathOf(field, parent))
    }
    if (field.isText && typeof raw === 'string') return raw
    if (raw == null && !field.shape.nonNull) return null
    if (typeof raw === 'function') return this.#field(field, source, parent)
    return this.#finished(raw, field, field.shape, pathOf(field, parent))
  }

  #resolved({ definition, nodes, parentType }: FieldPlan, source: unknown, path: ResponsePath) {
    const { resolve, name } = definition
    if (resolve === undefined) {
      const value = isObject(source) ? source[name] : undefined
      if (typeof value !== 'function') return value
    }
    const values =
      definition.args.length === 0
        ? NO_ARGUMENTS
        : getArgumentValues(definition, nodes[0]!, this.#args.variableValues)
    const info = this.#info(definition, nodes, parentType, path)
    if (resolve !== undefined) return resolve(source, values, this.#args.contextValue, info)
    return (source as Record<string, Method>)[name]!(values, this.#args.contextValue, info)
  }

  #info(
    definition: FieldPlan['definition'],
    fieldNodes: readonly FieldNode[],
    parentType: FieldPlan['parentType'],
    path: ResponsePath,
  ): GraphQLResolveInfo {
    const { schema, fragmentDefinitions, rootValue, operation, variableValues } = this.#args
    return {
      fieldName: definition.name,
      fieldNodes,
      returnType: definition.type,
      parentType,
      path,
      schema,
      fragments: fragmentDefinitions,
      rootValue,
      operation,
      variableValues,
      getAbortSignal: () => undefined,
      getAsyncHelpers: () => ASYNC_HELPERS,
    }
  }

  async #awaited(raw: PromiseLike<unknown>, field: FieldPlan, shape: Shape, path: ResponsePath) {
    try {
      return await this.#complete(await raw, field, shape, path)
    } catch (failure) {
      return this.#failed(failure, field.nodes, shape, path)
    }
  }

  #complete(raw: unknown, field: FieldPlan, shape: Shape, path: ResponsePath): unknown {
    if (raw instanceof Error) throw raw
    if (raw == null) {
      if (!shape.nonNull) return null
      const { parentType, definition } = field
      throw new Error(`Cannot return null for non-nullable field ${parentType}.${definition.name}.`)
    }
    if (shape.kind === 'leaf') return leaf(raw, shape.type)
    if (shape.kind === 'object') return this.object(shape.plan, raw, path)
    return this.#list(raw, field, shape.item, path)
  }

  #list(raw: unknown, field: FieldPlan, item: Shape, path: ResponsePath): unknown {
    if (!isIterable(raw)) {
      const place = `${field.parentType}.${field.definition.name}`
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${place}".`)
    }
    const values: unknown[] = []
    let waits = false
    try {
      for (const one of raw) {
        const value = this.#finished(one, field, item, {
          prev: path,
          key: values.length,
          typename: undefined,
        })
        values.push(value)
        if (value instanceof Promise) waits = true
      }
    } catch (failure) {
      letGo(values)
      if (Array.isArray(raw)) letGo(raw)
      throw failure
    }
    return waits ? Promise.all(values) : values
  }

  /** @throws {GraphQLError} located, where the place may not be null. */
  #finished(raw: unknown, field: FieldPlan, shape: Shape, path: ResponsePath): unknown {
    try {
      if (isPromiseLike(raw)) return this.#awaited(raw, field, shape, path)
      const value = this.#complete(raw, field, shape, path)
      if (!(value instanceof Promise)) return value
      return value.catch((failure: unknown) => this.#failed(failure, field.nodes, shape, path))
    } catch (failure) {
      return this.#failed(failure, field.nodes, shape, path)
    }
  }

  #failed(failure: unknown, nodes: readonly FieldNode[], shape: Shape, path: ResponsePath): null {
    const error = locatedError(failure, nodes, responsePathAsArray(path))
    if (shape.nonNull && this.#args.errorPropagation) throw error
    this.#errors.add(error, path)
    return null
  }
}

function pathOf({ key, parentType }: FieldPlan, prev: Path): ResponsePath {
  return { prev, key, typename: parentType.name }
}

type Method = (values: unknown, context: unknown, info: GraphQLResolveInfo) => unknown

const ASYNC_HELPERS: ReturnType<GraphQLResolveInfo['getAsyncHelpers']> = {
  promiseAll: (values) => Promise.all(values),
  track: () => undefined,
}

function leaf(raw: unknown, type: Extract<Shape, { kind: 'leaf' }>['type']): unknown {
  const value: unknown = type.coerceOutputValue(raw)
  if (value == null) throw new Error(`Expected ${type} to return non-nullable value`)
  return value
}

/** The answer does without them: what they still throw has been said by the error that came first. */
function letGo(values: readonly unknown[]): void {
  for (const value of values) if (value instanceof Promise) value.catch(() => undefined)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof value['then'] === 'function'
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}
