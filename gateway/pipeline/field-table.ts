/** Grade and owner of every field of the graph, as the schema's own directives say. */
import { isObjectType } from 'graphql'
import type { ConstDirectiveNode, ConstValueNode, GraphQLSchema } from 'graphql'
import { isProvince } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { GRADES, gradesFor } from '../access/grades.ts'
import type { Grade } from '../access/grades.ts'

export interface FieldFacts {
  /** Empty where nobody says: then nobody may read it. */
  readonly grades: readonly Grade[]
  /** `SOURCE`: each province's that was asked. */
  readonly owner: Province | 'SOURCE' | 'FEDERATION' | null
  /** Null: every granted purpose. */
  readonly purposes: readonly string[] | null
}

/** By `Type.field`. */
export type FieldTable = ReadonlyMap<string, FieldFacts>

export function fieldTableOf(schema: GraphQLSchema): FieldTable {
  const table = new Map<string, FieldFacts>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const { name, astNode } of Object.values(type.getFields())) {
      table.set(`${type.name}.${name}`, factsOf(astNode?.directives ?? []))
    }
  }
  return table
}

/** Fields whose value can depend on the grant, or on whose it is: more than general data, for anybody. */
export function isSensitive(coordinate: string, { grades }: FieldFacts): boolean {
  return gradesFor(coordinate, grades, 'UNKNOWN').some((grade) => grade !== 'GENERAL')
}

function factsOf(directives: readonly ConstDirectiveNode[]): FieldFacts {
  const grade = argumentsOf(directives, 'grade')
  const owner = argumentsOf(directives, 'owner')
  const is = GRADES.find((each) => each === textOf(grade?.get('is')))
  const purposes = grade?.get('purposes')
  return {
    grades: is === undefined ? [] : [is],
    owner: owner === null ? null : ownerOf(owner),
    purposes: purposes?.kind === 'ListValue' ? purposes.values.map((one) => textOf(one)!) : null,
  }
}

function ownerOf(owner: ReadonlyMap<string, ConstValueNode>): FieldFacts['owner'] {
  const federation = owner.get('federation')
  if (federation?.kind === 'BooleanValue' && federation.value) return 'FEDERATION'
  const province = textOf(owner.get('province'))
  return province !== null && isProvince(province) ? province : 'SOURCE'
}

function argumentsOf(
  directives: readonly ConstDirectiveNode[],
  name: string,
): ReadonlyMap<string, ConstValueNode> | null {
  const directive = directives.find((one) => one.name.value === name)
  if (directive === undefined) return null
  return new Map(directive.arguments?.map((one) => [one.name.value, one.value]))
}

function textOf(value: ConstValueNode | undefined): string | null {
  return value?.kind === 'EnumValue' ? value.value : null
}
