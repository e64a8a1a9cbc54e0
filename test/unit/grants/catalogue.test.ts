/** The catalogue is about the fields of the graph as the schema grades them, and says so by itself. */
import { readFileSync } from 'node:fs'
import { buildSchema, isObjectType } from 'graphql'
import type { ConstDirectiveNode } from 'graphql'
import { describe, expect, it } from 'vitest'
import { gradesFor } from '../../../gateway/access/grades.ts'
import { CATALOGUE } from '../../../gateway/grants/catalogue-data.ts'
import {
  INDIVIDUAL_FIELDS,
  PERSON_FIELDS,
  PUBLIC_FIELDS,
} from '../../../gateway/grants/catalogue-fields.ts'
import { PROVINCES } from '../../../schemas/model/province.ts'

const SDL = readFileSync(new URL('../../../schemas/federation.graphql', import.meta.url), 'utf8')
const ROOTS = ['Query', 'Mutation']

/** `Type.field` by grade. */
const graded = new Map<string, string[]>()
for (const type of Object.values(buildSchema(SDL).getTypeMap())) {
  if (!isObjectType(type) || type.name.startsWith('__') || ROOTS.includes(type.name)) continue
  for (const { name, astNode } of Object.values(type.getFields())) {
    const grade = gradeIn(astNode?.directives ?? [])
    graded.set(grade, [...(graded.get(grade) ?? []), `${type.name}.${name}`])
  }
}

function gradeIn(directives: readonly ConstDirectiveNode[]): string {
  const value = directives.find(({ name }) => name.value === 'grade')?.arguments?.[0]?.value
  return value?.kind === 'EnumValue' ? value.value : 'NONE'
}

const coordinatesOf = (fields: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(fields).flatMap(([type, names]) => names.map((name) => `${type}.${name}`))

describe('fields of the graph', () => {
  it('are general or personal: another grade needs an entry of its own', () => {
    expect([...graded.keys()].toSorted()).toEqual(['GENERAL', 'PERSONAL'])
    expect(graded.get('GENERAL')!.length).toBeGreaterThan(100)
  })

  it('that are general stand among the public ones, all of them and no others', () => {
    expect(coordinatesOf(PUBLIC_FIELDS).toSorted()).toEqual(graded.get('GENERAL')!.toSorted())
  })

  it('that are personal stand among those of persons', () => {
    expect(coordinatesOf(PERSON_FIELDS).toSorted()).toEqual(graded.get('PERSONAL')!.toSorted())
  })

  it('that are personal of individual businesses stand there too', () => {
    const raised = graded
      .get('GENERAL')!
      .filter((each) => gradesFor(each, ['GENERAL'], 'INDIVIDUAL_BUSINESS').length > 1)
    expect(coordinatesOf(INDIVIDUAL_FIELDS).toSorted()).toEqual(raised.toSorted())
  })
})

describe('the catalogue', () => {
  it('has an entry of each attribute in every province, each id once', () => {
    for (const province of PROVINCES) {
      const own = CATALOGUE.filter(({ owner }) => owner === province)
      expect(own.map(({ attribute }) => attribute)).toEqual([
        'UNCONDITIONAL',
        'CONDITIONAL',
        'NOT_SHARED',
      ])
    }
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length)
  })

  it('says the condition where there is one, and only there', () => {
    for (const { attribute, condition, title } of CATALOGUE) {
      expect(condition !== null).toBe(attribute === 'CONDITIONAL')
      expect(title).toMatch(/\p{Script=Han}/u)
    }
  })

  it('shares persons with condition only', () => {
    const open = CATALOGUE.filter(({ attribute }) => attribute === 'UNCONDITIONAL')
    const personal = coordinatesOf(PERSON_FIELDS)
    for (const { fields, grades } of open) {
      expect(coordinatesOf(fields).filter((each) => personal.includes(each))).toEqual([])
      expect(grades).toEqual(['GENERAL'])
    }
  })
})
