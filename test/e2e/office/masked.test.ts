/** Persons are masked for who may see them masked only, whatever others were shown just before. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Province } from '../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../schemas/model/record.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import { fictitiousUscc, plainRecord } from '../../support/fictitious-records.ts'
import { openServedWorld } from '../../support/served-world.ts'
import type { ServedGateway, ServedWorld } from '../../support/served-world.ts'

/** A company, and an individual business, whose name, address and principal are a person's. */
interface Pair {
  readonly company: Uscc
  readonly stall: Uscc
  readonly clear: readonly string[]
}

const FIRST: Pair = {
  ...{ company: fictitiousUscc(1), stall: fictitiousUscc(2, '92310115') },
  clear: ['欧阳虚构', '司徒虚构', '虚构司徒小吃店', '虚构路2号'],
}
const SECOND: Pair = {
  ...{ company: fictitiousUscc(3), stall: fictitiousUscc(4, '92310115') },
  clear: ['上官虚构', '诸葛虚构', '虚构诸葛小吃店', '虚构路4号'],
}

let world: ServedWorld
let gateway: ServedGateway
beforeAll(async () => {
  world = await openServedWorld({ recordsOf })
  gateway = await world.start({ RECORD_FRESH_SECONDS: '3600' })
})
afterAll(() => world[Symbol.asyncDispose]())

function recordsOf(province: Province): readonly RegistryRecord[] {
  if (province !== 'SHANGHAI') return []
  return [FIRST, SECOND].flatMap(({ stall, clear: [boss, keeper, name] }, i) => [
    plainRecord(2 * i + 1, { principal: boss! }),
    {
      ...plainRecord(2 * i + 2, {
        ...{ kind: 'INDIVIDUAL_BUSINESS', name: name!, principal: keeper! },
      }),
      uscc: stall,
    },
  ])
}

const REGISTRATION = { purpose: 'REGISTRATION', legal_basis: 'ENTITY_REGULATION_12' }

/** By all ways to a person: alias, fragment, many at once, search. */
const QUERY = `query ($company: String!, $stall: String!) {
  entity(uscc: $company) { ...all }
  other: entity(uscc: $stall) { ...all }
  entities(usccs: [$stall, $company]) { ...all }
  searchEntities(filter: { name: "虚构" }, first: 10) { nodes { ...all } }
}
fragment all on BusinessEntity {
  uscc name formerNames
  registration { address who: principal { role called: name } principal { name } }
}`

async function ask({ company, stall }: Pair, wish: Readonly<Record<string, string>> = {}) {
  const token = await gateway.token('officer', wish)
  const { text } = await gateway.ask(QUERY, token, { company, stall })
  return text
}

const clearIn = (text: string, { clear }: Pair) => clear.filter((word) => text.includes(word))

it('shows nothing clear after it was shown clear to another', async () => {
  expect(clearIn(await ask(FIRST), FIRST)).toEqual(FIRST.clear)
  const masked = await ask(FIRST, REGISTRATION)
  expect(clearIn(masked, FIRST)).toEqual([])
  expect(masked).toContain('欧**')
  // The company's own name and address are nobody's personal data.
  expect(masked).toContain('虚构第1号有限公司')
  expect(masked).toContain('虚构路1号')
})

it('shows all clear after it was masked for another', async () => {
  expect(clearIn(await ask(SECOND, REGISTRATION), SECOND)).toEqual([])
  expect(clearIn(await ask(SECOND), SECOND)).toEqual(SECOND.clear)
})

it('does not match by a name that may not be seen', async () => {
  const token = await gateway.token('officer', REGISTRATION)
  const byPerson = `{ searchEntities(filter: { principal: "欧阳" }) { nodes { uscc } } }`
  const { data, errors } = await gateway.ask(byPerson, token)
  expect(data).toBeNull()
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['GRADE_OUTSIDE_GRANT'])
})
