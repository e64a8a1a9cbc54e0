import { describe, expect, it } from 'vitest'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import { move, recordWith, registered, viewOf } from '../../support/evidence.ts'
import type { Saids } from '../../support/evidence.ts'

const called = (record: RegistryRecord, name: string | null, ...formerNames: string[]) => ({
  ...record,
  name,
  formerNames,
})
const registrar = (name: string | null, ...formerNames: string[]) =>
  called(registered('JIANGSU', '2024-01-01'), name, ...formerNames)
const other = (name: string | null, ...formerNames: string[]) =>
  called(recordWith({}), name, ...formerNames)

function nameIn(said: Saids) {
  const { name, formerNames, conflicts } = viewOf(said)
  return { name, formerNames, conflict: conflicts.some(({ kind }) => kind === 'NAME') }
}

describe('the name', () => {
  it('is the registrar’s', () => {
    const said = { SHANGHAI: [other('虚构甲有限公司')], JIANGSU: [registrar('虚构乙有限公司')] }
    expect(nameIn(said)).toMatchObject({ name: '虚构乙有限公司', conflict: true })
  })

  it('without a registrar is the one the others use', () => {
    const said = { SHANGHAI: [other('虚构甲有限公司')], ANHUI: [other('虚构甲有限公司')] }
    expect(nameIn(said)).toMatchObject({ name: '虚构甲有限公司', conflict: false })
  })

  it('without a registrar is null where the others differ, and both are shown', () => {
    const said = { SHANGHAI: [other('虚构甲有限公司')], ANHUI: [other('虚构乙有限公司')] }
    expect(nameIn(said)).toMatchObject({ name: null, conflict: true })
    expect(viewOf(said).conflicts).toMatchObject([
      {
        kind: 'NAME',
        field: 'name',
        values: [
          { province: 'SHANGHAI', value: '虚构甲有限公司' },
          { province: 'ANHUI', value: '虚构乙有限公司' },
        ],
      },
    ])
  })

  it('is null when no source names it', () => {
    expect(nameIn({ SHANGHAI: [other(null)] })).toMatchObject({ name: null, conflict: false })
  })

  it.each([
    ['brackets of other width', '虚构（上海）有限公司', '虚构(上海)有限公司'],
    ['blanks', '虚构 示例有限公司', '虚构示例有限公司'],
    ['letters of other width', '虚构ＡＢ有限公司', '虚构AB有限公司'],
  ])('is the same with %s: no conflict', (_, one, two) => {
    expect(nameIn({ JIANGSU: [registrar(one)], ANHUI: [other(two)] })).toMatchObject({
      name: one,
      conflict: false,
    })
  })

  it('that another source still uses is no conflict when it is a former one', () => {
    const said = {
      JIANGSU: [registrar('虚构乙有限公司', '虚构甲有限公司')],
      ANHUI: [other('虚构甲有限公司')],
    }
    expect(nameIn(said)).toEqual({
      name: '虚构乙有限公司',
      formerNames: ['虚构甲有限公司'],
      conflict: false,
    })
  })

  it('of the origin after a move is shown beside the registrar’s when they differ', () => {
    const origin = called(registered('SHANGHAI', '2020-01-01'), '虚构（上海）有限公司')
    const here = called(
      registered('ANHUI', '2026-03-05', { movedIn: move('SHANGHAI', '2026-03-05') }),
      '虚构（安徽）有限公司',
    )
    expect(nameIn({ SHANGHAI: [origin], ANHUI: [here] })).toMatchObject({
      name: '虚构（安徽）有限公司',
      conflict: true,
    })
  })
})

describe('former names', () => {
  it('are gathered from all sources, once, without the present one', () => {
    const said = {
      JIANGSU: [registrar('虚构丙有限公司', '虚构甲有限公司')],
      ANHUI: [other('虚构丙有限公司', '虚构乙有限公司', '虚构甲有限公司', '虚构丙有限公司')],
    }
    expect(nameIn(said).formerNames).toEqual(['虚构乙有限公司', '虚构甲有限公司'].sort())
  })

  it('are null when no source spoke', () => {
    const said = { SHANGHAI: 'FAILED', JIANGSU: 'FAILED', ZHEJIANG: 'FAILED', ANHUI: 'FAILED' }
    expect(nameIn(said as Saids).formerNames).toBeNull()
  })
})
