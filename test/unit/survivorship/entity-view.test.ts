import { describe, expect, it } from 'vitest'
import { SECTIONS } from '../../../schemas/model/record.ts'
import { SECTION_RULES } from '../../../gateway/survivorship/entity-view.ts'
import { shapeSection } from '../../../gateway/resolvers/shape.ts'
import type { GatewayContext } from '../../../gateway/context.ts'
import { fictitiousUscc } from '../../support/fictitious-records.ts'
import { penalty, recordWith, registered, viewOf } from '../../support/evidence.ts'
import type { Said, Saids } from '../../support/evidence.ts'

const SOURCE = { registry: '虚构登记系统' }
const CONTEXT = {
  sources: { SHANGHAI: SOURCE, JIANGSU: SOURCE, ZHEJIANG: SOURCE, ANHUI: SOURCE },
} as unknown as GatewayContext

const everywhere = (said: Said): Saids => ({
  SHANGHAI: said,
  JIANGSU: said,
  ZHEJIANG: said,
  ANHUI: said,
})

describe('every list section of a record', () => {
  it('has a rule', () => {
    expect(Object.keys(SECTION_RULES).sort()).toEqual([...SECTIONS].sort())
  })
})

describe.each(SECTIONS)('the list %s', (name) => {
  const listIn = (said: Saids) => shapeSection(viewOf(said), name, CONTEXT)

  it.each(['FAILED', 'TIMED_OUT', 'NOT_ASKED'] as const)('is null when all are %s', (silence) => {
    expect(listIn(everywhere(silence))).toBeNull()
  })

  it.each<[string, Saids]>([
    ['one answered, with a record', { ...everywhere('FAILED'), ANHUI: [recordWith({})] }],
    ['one answered that it has none', { ...everywhere('FAILED'), ANHUI: [] }],
    ['one is STALE', { ...everywhere('FAILED'), ANHUI: { stale: recordWith({}) } }],
  ])('is empty and not null when %s', (_, said) => {
    expect(listIn(said)).toEqual([])
  })
})

describe('a list while sources are silent', () => {
  it('holds what was had', () => {
    const said = {
      ...everywhere('FAILED'),
      ANHUI: [recordWith({ penalties: [penalty('ANHUI', '1')] })],
    }
    expect(shapeSection(viewOf(said), 'penalties', CONTEXT)).toMatchObject([
      { documentNumber: '1', source: { province: 'ANHUI' }, reportedBy: ['ANHUI'] },
    ])
  })
})

describe('conflicts', () => {
  it('two entities with one code (重码) are shown side by side', () => {
    const first = { ...registered('JIANGSU', '2020-01-01'), name: '虚构甲有限公司' }
    const second = { ...registered('JIANGSU', '2021-01-01'), name: '虚构乙有限公司' }
    expect(viewOf({ JIANGSU: [first, second] }).conflicts).toContainEqual({
      kind: 'DUPLICATE_CODE',
      field: 'uscc',
      values: [
        { province: 'JIANGSU', value: '虚构甲有限公司', on: '2020-01-01' },
        { province: 'JIANGSU', value: '虚构乙有限公司', on: '2021-01-01' },
      ],
    })
  })

  it('registrations in dispute name the authority and the approval day of each', () => {
    const said = {
      SHANGHAI: [registered('SHANGHAI', '2026-03-05')],
      ANHUI: [registered('ANHUI', '2026-03-05')],
    }
    expect(viewOf(said).conflicts).toContainEqual({
      kind: 'REGISTRATION',
      field: 'registration',
      values: [
        { province: 'ANHUI', value: '虚构合肥市场监督管理局', on: '2026-03-05' },
        { province: 'SHANGHAI', value: '虚构浦东市场监督管理局', on: '2026-03-05' },
      ],
    })
  })

  it('an entity of which all sources say the same has none', () => {
    expect(viewOf({ JIANGSU: [registered('JIANGSU', '2020-01-01')] }).conflicts).toEqual([])
  })
})

describe('the head office', () => {
  const [one, two] = [fictitiousUscc(71), fictitiousUscc(72)]
  const branch = (uscc: typeof one | null) => ({ uscc, name: '虚构总部' })

  it('is the registrar’s word before the others’', () => {
    const said = {
      SHANGHAI: [recordWith({ headOffice: branch(one) })],
      JIANGSU: [{ ...registered('JIANGSU', '2020-01-01'), headOffice: branch(two) }],
    }
    expect(viewOf(said).headOfficeUscc).toBe(two)
  })

  it('is another source’s word where the registrar gives no code', () => {
    const said = {
      SHANGHAI: [recordWith({ headOffice: branch(one) })],
      JIANGSU: [{ ...registered('JIANGSU', '2020-01-01'), headOffice: branch(null) }],
    }
    expect(viewOf(said).headOfficeUscc).toBe(one)
  })

  it('is null for an entity that is no branch', () => {
    expect(viewOf({ JIANGSU: [registered('JIANGSU', '2020-01-01')] }).headOfficeUscc).toBeNull()
  })
})
