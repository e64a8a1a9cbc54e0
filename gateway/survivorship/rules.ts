/** What makes two rows one decision, section by section. Fields: schemas/model/record.ts. */
import type { Authority } from '../../schemas/model/authority.ts'
import type { Province } from '../../schemas/model/province.ts'
import type {
  AbnormalListing,
  Branch,
  DishonestDebtorListing,
  Inspection,
  Penalty,
  Permit,
  RegistrationChange,
  SeriousViolationListing,
} from '../../schemas/model/record.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import type { MergeRule, Removal } from './merge-decisions.ts'

/** Parts of an identity, or null when the one that carries it is missing. */
function key(essential: string | null, decider: string | undefined, ...rest: (string | null)[]) {
  if (essential === null) return null
  return [decider ?? null, essential, ...rest].map(escaped).join('|')
}

/** Texts come from outside: one with our separator in it must not read as two. */
function escaped(part: string | null): string {
  if (part === null) return ''
  return /[\\|]/.test(part) ? part.replaceAll(/[\\|]/g, '\\$&') : part
}

export const permitRule: MergeRule<Permit> = {
  field: 'permits',
  identityOf: (row) => key(row.number, row.authority?.code, row.name),
  authorityOf: (row) => row.authority,
  dayOf: (row) => row.validFrom,
}

export const penaltyRule: MergeRule<Penalty> = {
  field: 'penalties',
  identityOf: (row) => key(row.documentNumber, row.authority?.code),
  authorityOf: (row) => row.authority,
  dayOf: (row) => row.decidedOn,
}

export const abnormalRule: MergeRule<AbnormalListing> = {
  field: 'abnormalListings',
  identityOf: (row, feed) =>
    key(row.listedOn, listerOf(row, feed), 'abnormal', row.kind, row.reason.code, unknown(row)),
  authorityOf: (row) => row.authority,
  dayOf: (row) => row.listedOn,
  removalOf: (row) => removal(row.removedOn, row.removalAuthority),
  expectedAtRegistrar: true,
}

export const seriousRule: MergeRule<SeriousViolationListing> = {
  field: 'seriousViolationListings',
  identityOf: (row, feed) =>
    key(row.documentNumber ?? row.listedOn, listerOf(row, feed), 'serious'),
  authorityOf: (row) => row.authority,
  dayOf: (row) => row.listedOn,
  removalOf: (row) => removal(row.removedOn, row.removalAuthority),
  expectedAtRegistrar: true,
}

export const debtorRule: MergeRule<DishonestDebtorListing> = {
  field: 'dishonestDebtorListings',
  identityOf: (row) => key(row.caseNumber, row.authority?.code, 'debtor'),
  authorityOf: (row) => row.authority,
  dayOf: (row) => row.publishedOn,
}

export const inspectionRule: MergeRule<Inspection> = {
  field: 'inspections',
  identityOf: (row) => key(row.inspectedOn, row.authority?.code, row.kind, row.result),
  authorityOf: (row) => row.authority,
  dayOf: (row) => row.inspectedOn,
}

export const changeRule: MergeRule<RegistrationChange> = {
  field: 'changes',
  identityOf: (row) => key(row.changedOn, row.authority?.code, row.item, row.before, row.after),
  authorityOf: (row) => row.authority,
  dayOf: (row) => row.changedOn,
}

export const branchRule: MergeRule<Branch> = {
  field: 'branches',
  identityOf: (row) => row.uscc ?? row.registrationNumber,
  authorityOf: (row) => row.authority,
  dayOf: () => null,
}

/** On 5 July thousands are listed for one reason: without an authority, the registry tells them apart. */
function listerOf(row: { readonly authority: Authority | null }, feed: Province): string {
  return row.authority?.code ?? feed
}

/** Two different codes that no table knows are two reasons. */
function unknown(row: AbnormalListing): string | null {
  return row.reason.known ? null : row.reason.sourceCode
}

function removal(on: CalendarDay | null, by: Authority | null): Removal | null {
  return on === null ? null : { on, by }
}
