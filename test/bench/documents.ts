/** What the variants are asked, as GraphQL text. */

const AUTHORITY = 'authority { code name level division province }'
const DECISION = `${AUTHORITY} sourceId source { province registry fetchedAt } reportedBy`
const CODE = '{ code text known }'
const MONEY = '{ fen currency }'

/** Every public field of an entity, with all its own fields; other entities with their names. */
export const PARTS: Readonly<Record<string, string>> = {
  id: 'id',
  uscc: 'uscc',
  name: 'name',
  formerNames: 'formerNames',
  registrar: 'registrar { code name level division province }',
  registrarState: 'registrarState',
  previousRegistrars: `previousRegistrars {
    ${AUTHORITY} province until archiveTransfer { state dueOn handedOverOn }
  }`,
  registration: `registration {
    registrationNumber type typeSource ${CODE} state stateSource ${CODE} principal { role name }
    capital ${MONEY} establishedOn approvedOn termFrom termTo termOpenEnded address scope
    industry { code edition } ${AUTHORITY} source { province registry fetchedAt }
  }`,
  permits: `permits { number name content validFrom validTo validOpenEnded ${DECISION} }`,
  penalties: `penalties {
    documentNumber violation legalBasis kinds kindSources ${CODE} content fine ${MONEY}
    confiscated ${MONEY} decidedOn publishedOn publicityUntil ${DECISION}
  }`,
  abnormalListings: `abnormalListings { kind reason reasonSource ${CODE} listedOn ${DECISION} }`,
  seriousViolationListings: `seriousViolationListings { reason documentNumber listedOn ${DECISION} }`,
  dishonestDebtorListings: `dishonestDebtorListings {
    caseNumber basisNumber basisUnit filedOn publishedOn duty performance conduct ${DECISION}
  }`,
  inspections: `inspections { kind inspectedOn result ${DECISION} }`,
  changes: `changes { item before after changedOn ${DECISION} }`,
  branches: `branches {
    uscc registrationNumber name ${AUTHORITY} source { province registry fetchedAt } reportedBy
  }`,
  headOffice: 'headOffice { uscc name }',
  timeline: 'timeline(first: 20) { edges { node { kind on summary } } pageInfo { hasNextPage } }',
  conflicts: 'conflicts { kind field values { province value on } }',
  sources: 'sources { province state asOf latencyMs code unknownCodes { field value } }',
}

const WHOLE = Object.values(PARTS).join('\n')

export const FULL = `query Full($uscc: String!) { entity(uscc: $uscc) { ${WHOLE} } }`
export const LIGHT = `query Light($uscc: String!) {
  entity(uscc: $uscc) {
    name registration { state } registrar { code name } sources { province state }
  }
}`
export const BATCH = `query Batch($usccs: [String!]!) { entities(usccs: $usccs) { ${WHOLE} } }`

/**
 * Documents that differ in what they select and by name, so that none of them is known from before.
 * Each leaves out a few parts by the bits of its number.
 */
export function adHocDocuments(count: number): string[] {
  const parts = Object.values(PARTS)
  return Array.from({ length: count }, (_, i) => {
    const kept = parts.filter((_part, at) => at === 1 || ((i * 2_654_435_761) >>> at) % 4 !== 0)
    return `query AdHoc${i}($uscc: String!) { entity(uscc: $uscc) { ${kept.join('\n')} } }`
  })
}
