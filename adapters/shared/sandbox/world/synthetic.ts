/**
 * The synthetic entities: any of them from its code or number alone, in a time that does not depend
 * on how many there are. A pure function of (plan, province, code); nothing is remembered.
 */
import { provinceOfDivision } from '../../../../schemas/model/division.ts'
import type { Province } from '../../../../schemas/model/province.ts'
import { EMPTY_RECORD, type Branch, type RegistryRecord } from '../../../../schemas/model/record.ts'
import {
  isRegistrationNumber,
  makeRegistrationNumber,
} from '../../../../schemas/model/registration-number.ts'
import { writtenDay } from './calendar.ts'
import { carriedHome, decisionsIn, joined } from './decisions.ts'
import { numberInCode, placeOf, unscramble, type Place } from './entity-code.ts'
import { branchesOf, identityOf, type Identity, type Plan } from './identity.ts'
import { marketAuthorityAt } from './places.ts'
import { presenceOf, type Presence } from './presence.ts'
import {
  UNKNOWN_STATE_CODE,
  changesOf,
  indexInNumber,
  numberPartsOf,
  registrationAfterMove,
  registrationAtHome,
} from './registration.ts'

/** What `province` holds about the entity with this code, or null. */
export function syntheticRecord(
  province: Province,
  uscc: string,
  plan: Plan,
): RegistryRecord | null {
  const number = numberInCode(uscc)
  if (number < 0) return null
  const place = placeOf(unscramble(number, plan.seed))
  if (place.index >= plan.entities) return null
  const who = identityOf(place, plan)
  return who.uscc === uscc ? recordOf(province, who, plan) : null
}

/** The same by registration number. */
export function syntheticRecordOfNumber(
  province: Province,
  registrationNumber: string,
  plan: Plan,
): RegistryRecord | null {
  const home = provinceOfDivision(registrationNumber.slice(0, 6))
  if (home === null || !isRegistrationNumber(registrationNumber)) return null
  const index = indexInNumber(registrationNumber)
  if (index >= plan.entities) return null
  const who = identityOf({ home, index }, plan)
  return numberOf(who) === registrationNumber ? recordOf(province, who, plan) : null
}

function recordOf(province: Province, who: Identity, plan: Plan): RegistryRecord | null {
  const presence = presenceOf(who, plan)
  if (province === who.home) return homeRecord(who, presence, plan)
  if (!presence.elsewhere.includes(province)) return null
  return {
    ...EMPTY_RECORD,
    ...decisionsIn(province, who),
    uscc: who.uscc,
    name: nameKnownTo(province, who),
    ...(presence.move === null ? {} : movedRecord(who, presence.move)),
  }
}

function homeRecord(who: Identity, presence: Presence, plan: Plan): RegistryRecord {
  const carried = presence.elsewhere.map((each) => carriedHome(each, who))
  return {
    ...EMPTY_RECORD,
    ...carried.reduce(joined, decisionsIn(who.home, who)),
    uscc: who.uscc,
    registrationNumber: numberOf(who),
    name: who.name,
    formerNames: who.formerName === null ? [] : [who.formerName],
    registration: registrationAtHome(who, presence),
    changes: changesAtHome(who, presence),
    branches: branchesOf(who, plan).map((branch) => branchRow(branch, plan)),
    headOffice: headOfficeOf(who, plan),
    unknownCodes: unknownCodesOf(who, presence),
  }
}

/** Approved before it left: afterwards another registry approves. */
function changesAtHome(who: Identity, { move }: Presence): RegistryRecord['changes'] {
  const changes = changesOf(who)
  if (move === null) return changes
  const left = writtenDay(move.on)
  return changes.filter(({ changedOn }) => changedOn !== null && changedOn < left)
}

function movedRecord(who: Identity, move: NonNullable<Presence['move']>): Partial<RegistryRecord> {
  return {
    name: who.name,
    formerNames: who.formerName === null ? [] : [who.formerName],
    registration: registrationAfterMove(who, move),
    unknownCodes: unknownCodesOf(who, { elsewhere: [], move: null }),
  }
}

/** Registries elsewhere hear of a new name late: one in three of those that could still use the old one. */
export function nameKnownTo(province: Province, who: Identity): string {
  return who.formerName !== null && (who.key + province.length) % 3 === 0
    ? who.formerName
    : who.name
}

function branchRow(place: Place, plan: Plan): Branch {
  const branch = identityOf(place, plan)
  return {
    uscc: branch.uscc,
    registrationNumber: numberOf(branch),
    name: branch.name,
    authority: marketAuthorityAt(branch.place),
  }
}

function headOfficeOf(who: Identity, plan: Plan): RegistryRecord['headOffice'] {
  if (who.head === null) return null
  const head = identityOf(who.head, plan)
  return { uscc: head.uscc, name: head.name }
}

function numberOf(who: Identity): string | null {
  const parts = numberPartsOf(who)
  return parts === null ? null : makeRegistrationNumber(parts)
}

function unknownCodesOf(who: Identity, presence: Presence): RegistryRecord['unknownCodes'] {
  if (who.state !== 'UNKNOWN' || presence.move !== null) return []
  return [{ field: 'registration.state', value: UNKNOWN_STATE_CODE }]
}
