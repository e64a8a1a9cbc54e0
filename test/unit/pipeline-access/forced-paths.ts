/**
 * How a document is made to take each registered way of execution. A way without a row here does not
 * compile, and the suite fails: it would be one that no access test walks.
 */
import { Kind, parse, print, visit } from 'graphql'
import { vi } from 'vitest'
import { EXECUTION_PATHS } from '../../../gateway/pipeline/execution-paths.ts'

export type PathName = keyof typeof EXECUTION_PATHS

export const FORCED: Readonly<Record<PathName, (document: string) => string>> = {
  PLAN: (document) => document,
  /** No plan has a key that an object cannot be given by assignment. */
  LIBRARY: (document) => print(visit(parse(document), { OperationDefinition: withProto })),
}

const PROTO = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: '__proto__' },
  name: { kind: Kind.NAME, value: '__typename' },
} as const

function withProto<
  Node extends { readonly selectionSet: { readonly selections: readonly object[] } },
>(node: Node): Node {
  const selections = [...node.selectionSet.selections, PROTO]
  return { ...node, selectionSet: { ...node.selectionSet, selections } }
}

/** A way, and whether provinces hand their answers over directly or are delegated to by the library. */
export interface Way {
  readonly path: PathName
  readonly direct: boolean
}

export const WAYS: readonly Way[] = Object.keys(EXECUTION_PATHS).flatMap((path) =>
  [true, false].map((direct) => ({ path: path as PathName, direct })),
)

/** The ways that documents really take from now on, until the test ends. */
export function watchPaths(): readonly string[] {
  const taken: string[] = []
  for (const name of Object.keys(EXECUTION_PATHS) as PathName[]) {
    const execute = EXECUTION_PATHS[name]
    vi.spyOn(EXECUTION_PATHS, name).mockImplementation((args, plan) => {
      taken.push(name)
      return execute(args, plan as never)
    })
  }
  return taken
}
