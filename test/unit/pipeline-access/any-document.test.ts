/** Any document under any grants: what a province does not grant clear never leaves, on any way. */
import fc from 'fast-check'
import { getNamedType, isObjectType } from 'graphql'
import { expect, it } from 'vitest'
import type { Grant } from '../../../gateway/access/grant.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { groundsOf, guardedSchema, openGuarded } from '../../support/open-guarded.ts'
import { fieldsWithout, wholeGrant } from './any-grants.ts'
import { decoded } from './decoded.ts'
import { FORCED } from './forced-paths.ts'
import type { PathName } from './forced-paths.ts'
import { SECRETS, SUBJECTS, subjectCode, tellOf } from './sensitive-records.ts'
import type { SubjectCase } from './sensitive-records.ts'

/** Differs from way to way. */
const LEFT_OUT = new Set(['latencyMs'])
/** Fields that say something of a person, and those on the way there, come more often. */
const TELLING = new Set(
  'name formerNames registration principal address changes before after conflicts values value branches'.split(
    ' ',
  ),
)
const condition = fc.constantFrom('', '', '', ' @include(if: $yes)', ' @skip(if: $yes)')

function selectionOf(typeName: string, depth: number): fc.Arbitrary<string> {
  const type = guardedSchema().getType(typeName)
  if (!isObjectType(type)) throw new Error(`no object type ${typeName}`)
  const fields = Object.values(type.getFields()).filter(({ name }) => !LEFT_OUT.has(name))
  const telling = fields.filter(({ name }) => TELLING.has(name))
  const one = fc.constantFrom(...fields, ...telling, ...telling, ...telling).chain((field) => {
    const below = getNamedType(field.type)
    const inner = isObjectType(below)
      ? depth === 0
        ? fc.constant(' { __typename }')
        : selectionOf(below.name, depth - 1)
      : fc.constant('')
    // A name of its own for each field, so that any two can stand side by side.
    const alias = fc.constantFrom('', `x${field.name}: `)
    return fc.tuple(alias, condition, inner).map(([a, c, i]) => `${a}${field.name}${c}${i}`)
  })
  const inlined = one.map((field) => `... on ${typeName} { ${field} }`)
  const some = fc.oneof({ weight: 4, arbitrary: one }, { weight: 1, arbitrary: inlined })
  return fc.array(some, { minLength: 1, maxLength: 3 }).map((all) => ` { ${all.join(' ')} }`)
}

const document = fc.tuple(selectionOf('BusinessEntity', 2), selectionOf('BusinessEntity', 1)).map(
  ([first, second]) =>
    `query ($uscc: String!, $yes: Boolean!) { a: entity(uscc: $uscc)${first}
       b: entities(usccs: [$uscc]) { ...F } c: searchEntities(filter: { name: "虚构" }) @include(if: $yes) { nodes { ...F } withoutCode { name } } }
       fragment F on BusinessEntity${second}`,
)

const grades = fc.constantFrom<Grant['grades']>(
  { GENERAL: 'CLEAR' },
  { GENERAL: 'CLEAR', PERSONAL: 'MASKED' },
  { GENERAL: 'CLEAR', PERSONAL: 'CLEAR' },
)
const missing = fc.constantFrom([], [], ['Registration.address'], ['BusinessEntity.formerNames'])
const grants = fc
  .array(fc.option(fc.tuple(grades, missing), { freq: 5 }), { minLength: 4, maxLength: 4 })
  .map((all) =>
    all.flatMap((one, i) => {
      if (one === null) return []
      return [wholeGrant(PROVINCES[i]!, { grades: one[0], fields: fieldsWithout(one[1]) })]
    }),
  )

/** What only 江苏 says; all the rest is 上海's. */
const OF_JIANGSU = ['ConflictValue.value']
/** Shown though masked, or general data under another name. */
const NOT_HIDDEN = ['Registration.principal', 'Principal.role', 'TimelineEvent.summary']

function forbidden(granted: readonly Grant[], { first8 }: SubjectCase): readonly string[] {
  const isClear = (owner: string) =>
    granted.some((grant) => grant.owner === owner && grant.grades.PERSONAL === 'CLEAR')
  return Object.entries(SECRETS).flatMap(([coordinate, secret]) => {
    const owners = coordinate.startsWith('RegistrationChange.')
      ? ['SHANGHAI', 'JIANGSU']
      : [OF_JIANGSU.includes(coordinate) ? 'JIANGSU' : 'SHANGHAI']
    // Where the code says company, only 上海's record says person, and 上海 may not have been asked.
    if (OF_JIANGSU.includes(coordinate) && first8.startsWith('91')) return []
    const hidden = !NOT_HIDDEN.includes(coordinate) && !owners.some(isClear)
    return hidden ? [secret] : []
  })
}

/** Many documents on every way: no time is measured here, and a busy machine takes long. */
const LONG = { timeout: 180_000 }

it('lets nothing out that is refused or masked, and answers alike on every way', LONG, async () => {
  const graphs = [true, false].map((direct) =>
    openGuarded({ direct, limits: { maxAliases: 1_000, maxCost: 1_000_000, maxTokens: 10_000 } }),
  )
  const cases = fc.tuple(document, grants, fc.constantFrom(...SUBJECTS.slice(1)), fc.boolean())
  await fc.assert(
    fc.asyncProperty(cases, async ([text, granted, subject, yes]) => {
      const answers: unknown[] = []
      for (const graph of graphs) {
        graph.grounds = groundsOf(granted)
        tellOf(subject, graph.adapters)
        for (const path of Object.keys(FORCED) as PathName[]) {
          const variables = { uscc: subjectCode(subject, 1), yes }
          const answer = await graph.ask(FORCED[path](text), { variables })
          const whole = decoded(answer.text)
          expect(forbidden(granted, subject).filter((secret) => whole.includes(secret))).toEqual([])
          const codes = answer.errors?.map((one) => one.extensions['code']) ?? []
          const data = answer.data == null ? null : Object.entries(answer.data)
          answers.push([data?.filter(([key]) => key !== '__proto__'), [...new Set(codes)].sort()])
        }
      }
      for (const other of answers.slice(1)) expect(other).toEqual(answers[0])
    }),
    { numRuns: 25 },
  )
})
