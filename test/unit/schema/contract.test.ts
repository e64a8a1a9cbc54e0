/** The public graph is what the contracts in schemas/ say, every part of it described and graded. */
import { existsSync, readFileSync } from 'node:fs'
import { getDirective } from '@graphql-tools/utils'
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  parse,
  printSchema,
  validate,
} from 'graphql'
import type { GraphQLSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { command } from '../../../gateway/cli/schema.ts'
import { errorTable } from '../../../gateway/cli/error-table.ts'
import { FEDERATION_SDL } from '../../../gateway/stitch/sdl.ts'
import { createStitchedSchema } from '../../../gateway/stitch/stitched-schema.ts'
import { ENTITY_STATE_ZH } from '../../../schemas/model/entity-state.ts'
import { ENTITY_KIND_ZH, PRINCIPAL_ROLE_ZH } from '../../../schemas/model/entity-type.ts'
import { CATALOGUE } from '../../../schemas/model/errors.ts'
import { PROVINCES, PROVINCE_FACTS } from '../../../schemas/model/province.ts'

const ROOT = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const CHINESE = /\p{Script=Han}/u

const stitched = createStitchedSchema()
const written = buildSchema(FEDERATION_SDL)

interface Described {
  readonly place: string
  readonly description: string | null | undefined
}

function ownTypes(schema: GraphQLSchema) {
  return Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !(isSpecifiedScalarType(type) as boolean),
  )
}

const FIELDS = ownTypes(stitched).flatMap((type) =>
  isObjectType(type) || isInterfaceType(type)
    ? Object.values(type.getFields()).map((field) => ({
        place: `${type.name}.${field.name}`,
        field,
      }))
    : [],
)

/** Everything a reader of the schema meets. */
function described(schema: GraphQLSchema): Described[] {
  return ownTypes(schema).flatMap((type): Described[] => {
    const parts: Described[] = [{ place: type.name, description: type.description }]
    const add = (name: string, description: string | null | undefined) =>
      void parts.push({ place: `${type.name}.${name}`, description })
    if (isEnumType(type)) type.getValues().forEach((value) => add(value.name, value.description))
    if (isInputObjectType(type)) {
      Object.values(type.getFields()).forEach((field) => add(field.name, field.description))
    }
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        add(field.name, field.description)
        field.args.forEach((arg) => add(`${field.name}(${arg.name})`, arg.description))
      }
    }
    return parts
  })
}

describe('the public graph', () => {
  it('is what the contracts say, and nothing of the inside comes through', () => {
    const print = (schema: GraphQLSchema) => printSchema(lexicographicSortSchema(schema))
    expect(print(stitched)).toBe(print(written))
  })

  it.each(PROVINCES.map((province) => PROVINCE_FACTS[province].slug))(
    'has no field or entrance of %s’s own',
    (slug) => {
      const document = parse(
        `{ ${slug}Entities(usccs: []) { uscc } entity(uscc: "") { ${slug} { state } } }`,
      )
      expect(validate(stitched, document)).toHaveLength(2)
    },
  )

  it('has only what a query can reach: no contract type of a province', () => {
    const names = Object.keys(stitched.getTypeMap())
    expect(names.filter((name) => /^Registry[A-Z]/.test(name))).toEqual([])
  })

  it('has a field in federation.graphql wherever it has one', () => {
    expect(FIELDS.length).toBeGreaterThan(100)
  })
})

describe('every field', () => {
  it('has a grade', () => {
    const grades = FIELDS.map(({ place, field }) => [
      place,
      (getDirective(stitched, field, 'grade')?.[0] as { is?: string } | undefined)?.is,
    ])
    const known = ['GENERAL', 'IMPORTANT', 'CORE', 'PERSONAL']
    expect(grades.filter(([, grade]) => !known.includes(grade ?? ''))).toEqual([])
  })

  it('has an owner', () => {
    const without = FIELDS.filter(
      ({ field }) => getDirective(stitched, field, 'owner') === undefined,
    )
    expect(without.map(({ place }) => place)).toEqual([])
  })

  it.each([
    'Registration.principal',
    'Principal.name',
    'Principal.role',
    'RegistrationChange.before',
    'RegistrationChange.after',
  ])('that may name a person is personal: %s', (place) => {
    const { field } = FIELDS.find((one) => one.place === place)!
    expect(getDirective(stitched, field, 'grade')).toEqual([{ is: 'PERSONAL' }])
  })
})

describe('every part', () => {
  it('has a description with the Chinese term', () => {
    const without = described(stitched).filter(
      ({ description }) => !CHINESE.test(description ?? ''),
    )
    expect(without).toEqual([])
  })
})

describe('words of the graph and of the model are the same', () => {
  it.each([
    ['Province', PROVINCES],
    ['EntityType', Object.keys(ENTITY_KIND_ZH)],
    ['EntityState', Object.keys(ENTITY_STATE_ZH)],
    ['PrincipalRole', Object.keys(PRINCIPAL_ROLE_ZH)],
  ])('%s', (name, words) => {
    const type = stitched.getType(name)
    const values = isEnumType(type) ? type.getValues().map((value) => value.name) : []
    expect(values.toSorted()).toEqual([...words].sort())
  })
})

describe('generated files', () => {
  it('are in step with the code', async () => {
    expect(await command.run(['--check'])).toBe(0)
  })

  it('schemas/generated/schema.graphql holds every graded field', () => {
    const grades = read('schemas/generated/schema.graphql').match(/@grade\(is: [A-Z]{4,}/g) ?? []
    expect(grades).toHaveLength(FIELDS.length)
  })

  it('docs/errors.md has a row a code, with its status, whether to ask again, message and fix', () => {
    const rows = errorTable()
      .split('\n')
      .filter((line) => line.startsWith('| `'))
    expect(rows).toHaveLength(Object.keys(CATALOGUE).length)
    const { status, zh, fix } = CATALOGUE.CURSOR_INVALID
    expect(rows).toContain(`| \`CURSOR_INVALID\` | ${status} | no | ${zh} | ${fix} |`)
  })
})

describe('the error catalogue', () => {
  it.each(Object.entries(CATALOGUE))(
    '%s says in Chinese what happened, and how to mend it',
    (_, entry) => {
      expect(entry.zh).toMatch(CHINESE)
      expect(entry.fix.length).toBeGreaterThan(10)
      expect(entry.status).toBeGreaterThanOrEqual(400)
      expect(entry.status).toBeLessThan(600)
    },
  )

  it('points to no document that is not there', () => {
    const named = Object.values(CATALOGUE).flatMap(
      ({ fix }) => fix.match(/docs\/[\w/-]+\.md/g) ?? [],
    )
    expect(named.filter((path) => !existsSync(new URL(path, ROOT)))).toEqual([])
  })
})
