/** The tables agree with one another, with the schema and with the catalogue of errors. */
import { globSync, readFileSync } from 'node:fs'
import { buildSchema, isEnumType, isObjectType } from 'graphql'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GRADES, gradesFor } from '../../../gateway/access/grades.ts'
import { LEGAL_BASES } from '../../../gateway/access/legal-bases.ts'
import { maskKindOf } from '../../../gateway/access/mask.ts'
import { PURPOSES } from '../../../gateway/access/purposes.ts'
import type { Purpose } from '../../../gateway/access/purposes.ts'
import { isRole } from '../../../gateway/access/roles.ts'
import { ACCESS_ERRORS } from '../../../schemas/model/access-errors.ts'
import { expectInstruction } from '../../support/refused-path.ts'

const SDL = readFileSync(new URL('../../../schemas/federation.graphql', import.meta.url), 'utf8')
const schema = buildSchema(SDL)
const COORDINATES = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  .flatMap((type) =>
    isObjectType(type) ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`) : [],
  )
const valuesOf = (name: string): string[] => {
  const type = schema.getType(name)
  return isEnumType(type) ? type.getValues().map((value) => value.name) : []
}
const purposes: [string, Purpose][] = Object.entries(PURPOSES)

describe('purposes', () => {
  it.each(purposes)('%s has a legal basis, a role, and a name', (_, purpose) => {
    expect(purpose.legalBases.length).toBeGreaterThan(0)
    expect(purpose.legalBases.filter((each) => !Object.hasOwn(LEGAL_BASES, each))).toEqual([])
    expect(purpose.roles.length).toBeGreaterThan(0)
    expect(purpose.roles.every(isRole)).toBe(true)
    expect(purpose.zh).toMatch(/^\p{Script=Han}+$/u)
  })

  it('that would warn a company are withheld from it', () => {
    const withheld = purposes.filter(([, each]) => each.withheldFromSubject).map(([name]) => name)
    expect(withheld).toEqual([
      'ENFORCEMENT',
      'LEAD_CHECK',
      'ASSISTANCE',
      'CRIMINAL_TRANSFER',
      'AUDIT',
    ])
  })

  it('of officers and auditors need a case number, and no others do', () => {
    for (const [name, { roles, caseNumber }] of purposes) {
      const byPersons = roles.every((role) => role === 'OFFICER' || role === 'AUDITOR')
      expect([name, caseNumber]).toEqual([name, byPersons ? 'REQUIRED' : 'NONE'])
    }
  })

  it('of the schema are all in the table', () => {
    const known = valuesOf('Purpose')
    expect(known).toContain('SUPERVISION')
    expect(known.filter((name) => !Object.hasOwn(PURPOSES, name))).toEqual([])
  })
})

describe('legal bases', () => {
  it('each allow a purpose', () => {
    const used = new Set(purposes.flatMap(([, { legalBases }]) => legalBases))
    expect(Object.keys(LEGAL_BASES).filter((basis) => !used.has(basis))).toEqual([])
  })

  it.each(Object.entries(LEGAL_BASES))('%s names law, article and source', (_, basis) => {
    expect(basis.law).toMatch(/\p{Script=Han}/u)
    expect(basis.article ?? '第一条').toMatch(/^第[一二三四五六七八九十百]+条$/)
    expect(basis.source).not.toBe('')
  })
})

describe('grades', () => {
  it('are those of the schema', () => {
    expect(valuesOf('Grade')).toEqual([...GRADES])
  })

  it('of individual businesses are raised for fields of the schema only', () => {
    const raised = COORDINATES.filter((each) => gradesFor(each, ['GENERAL'], 'UNKNOWN').length > 1)
    expect(raised).toEqual([
      'BusinessEntity.name',
      'BusinessEntity.formerNames',
      'Registration.address',
      'RegistrationChange.before',
      'RegistrationChange.after',
      'Branch.name',
      'ConflictValue.value',
      'RegistrationNumberHit.name',
      'TimelineEvent.summary',
    ])
  })

  it('masks that are not “withheld” are for fields of the schema', () => {
    const masked = COORDINATES.filter((each) => maskKindOf(each) !== 'WITHHELD')
    expect(masked).toEqual([
      'BusinessEntity.name',
      'BusinessEntity.formerNames',
      'Registration.principal',
      'Registration.address',
      'Principal.role',
      'Principal.name',
      'Branch.name',
      'RegistrationNumberHit.name',
    ])
  })
})

const UNIT_TESTS = join(import.meta.dirname, '..')

describe('codes', () => {
  const tests = globSync('{access,audit,pipeline-access}/*.test.ts', { cwd: UNIT_TESTS })
    .filter((file) => !file.endsWith('/tables.test.ts'))
    .map((file) => readFileSync(join(UNIT_TESTS, file), 'utf8'))
    .join('')

  it.each(Object.entries(ACCESS_ERRORS))('%s says what to do, and has a test', (code, { zh }) => {
    expectInstruction(zh.replaceAll(/\{\w+\}/g, '…'))
    expect(tests).toContain(`'${code}'`)
  })
})
