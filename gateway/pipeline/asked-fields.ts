/**
 * What a document asks for, whatever it is called there: aliases, fragments and abstract types are
 * followed to the fields of the schema. Everything counts, also what a variable could leave out.
 */
import { Kind, getNamedType, isAbstractType, isCompositeType, isObjectType } from 'graphql'
import type {
  DocumentNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql'

/** One root field: what a grant calls an operation. */
export interface AskedRoot {
  readonly name: string
  /** `Type.field`, sorted; the root's own among them. */
  readonly coordinates: readonly string[]
}

export interface AskedFields {
  /** By name, sorted; without introspection, which tells nothing of anybody. */
  readonly roots: readonly AskedRoot[]
  /** `entity.registration.state`: names from the root field on, sorted. */
  readonly paths: readonly string[]
}

export function askedFieldsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): AskedFields {
  const root = schema.getRootType(operation.operation)
  if (root == null) return { roots: [], paths: [] }
  const walk = new Walk(schema, document)
  walk.root(operation.selectionSet, root)
  const roots = [...walk.roots].map(([name, found]) => ({ name, coordinates: [...found].sort() }))
  return {
    roots: roots.sort((a, b) => (a.name < b.name ? -1 : 1)),
    paths: [...walk.paths].sort(),
  }
}

class Walk {
  readonly roots = new Map<string, Set<string>>()
  readonly paths = new Set<string>()
  readonly #schema: GraphQLSchema
  readonly #fragments = new Map<string, FragmentDefinitionNode>()
  /** A selection under a type and a path gives the same again: fragments that spread each other end. */
  readonly #seen = new Set<string>()

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema
    for (const one of document.definitions) {
      if (one.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(one.name.value, one)
    }
  }

  root(selections: SelectionSetNode, type: GraphQLObjectType): void {
    this.#fields(selections, type, (name, below) => {
      const found = this.roots.get(name) ?? new Set<string>()
      this.roots.set(name, found)
      this.#enter(type, name, below, name, found)
    })
  }

  #enter(
    type: GraphQLObjectType,
    name: string,
    below: SelectionSetNode | undefined,
    path: string,
    found: Set<string>,
  ): void {
    found.add(`${type.name}.${name}`)
    this.paths.add(path)
    const result = getNamedType(this.#schema.getField(type, name)?.type)
    if (below === undefined || !isCompositeType(result)) return
    const place = `${below.loc?.start ?? ''} ${result.name} ${path}`
    if (this.#seen.has(place)) return
    this.#seen.add(place)
    for (const possible of this.#objectsOf(result)) {
      this.#fields(below, possible, (field, deeper) => {
        this.#enter(possible, field, deeper, `${path}.${field}`, found)
      })
    }
  }

  #objectsOf(type: GraphQLCompositeType): readonly GraphQLObjectType[] {
    return isObjectType(type) ? [type] : this.#schema.getPossibleTypes(type)
  }

  /** The fields selected of one object type, fragments unfolded where they can apply to it. */
  #fields(
    { selections }: SelectionSetNode,
    type: GraphQLObjectType,
    onField: (name: string, below: SelectionSetNode | undefined) => void,
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const name = selection.name.value
        if (!name.startsWith('__')) onField(name, selection.selectionSet)
        continue
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection
          : this.#fragments.get(selection.name.value)
      if (fragment === undefined || !this.#applies(fragment.typeCondition?.name.value, type))
        continue
      this.#fields(fragment.selectionSet, type, onField)
    }
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true
    const named = this.#schema.getType(condition)
    return isAbstractType(named) && this.#schema.isSubType(named, type)
  }
}
