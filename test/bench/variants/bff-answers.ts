/** The two answers of the hand-written service, written out field by field. */
import { ADAPTERS } from '../../../adapters/index.ts'
import type { Authority } from '../../../schemas/model/authority.ts'
import type { Coded } from '../../../schemas/model/coded.ts'
import type { ProvinceAnswer } from '../../../gateway/survivorship/answer.ts'
import type { EntityView, RowOf, SectionName } from '../../../gateway/survivorship/entity-view.ts'
import { timelineOf } from '../../../gateway/survivorship/timeline.ts'

const EVENTS = 20

export function lightAnswer(view: EntityView) {
  const { registrar, finding } = view
  return {
    name: view.name,
    registration:
      finding.current === null ? null : { state: finding.current.registration.state.code },
    registrar: registrar === null ? null : { code: registrar.code, name: registrar.name },
    sources: view.evidence.answers.map(({ province, state }) => ({ province, state })),
  }
}

export function fullAnswer(view: EntityView, head: EntityView | null) {
  const events = view.anyoneSpoke ? timelineOf(view) : []
  return {
    id: view.uscc,
    uscc: view.uscc,
    name: view.name,
    formerNames: view.formerNames,
    registrar: authority(view.registrar),
    registrarState: view.registrarState,
    previousRegistrars:
      view.previousRegistrars?.map((one) => ({
        authority: authority(one.authority),
        province: one.province,
        until: one.until,
        archiveTransfer: one.archiveTransfer,
      })) ?? null,
    registration: registrationOf(view),
    ...sections(view),
    headOffice: head === null ? null : { uscc: head.uscc, name: head.name },
    timeline: {
      edges: events
        .slice(0, EVENTS)
        .map(({ kind, on, summary }) => ({ node: { kind, on, summary } })),
      pageInfo: { hasNextPage: events.length > EVENTS },
    },
    conflicts: view.conflicts.map(({ kind, field, values }) => ({
      kind,
      field,
      values: values.map(({ province, value, on }) => ({ province, value, on })),
    })),
    sources: view.evidence.answers.map((answer) => ({
      province: answer.province,
      state: answer.state,
      asOf: answer.fetchedAt,
      latencyMs: answer.latencyMs,
      code: answer.code,
      unknownCodes: answer.records.flatMap((record) => record.unknownCodes),
    })),
  }
}

function registrationOf(view: EntityView) {
  const { current } = view.finding
  if (current === null) return null
  const { registration: it, record, answer } = current
  return {
    registrationNumber: record.registrationNumber,
    type: it.entityType.code,
    typeSource: sourceCode(it.entityType),
    state: it.state.code,
    stateSource: sourceCode(it.state),
    principal: it.principal,
    capital: it.capital,
    establishedOn: it.establishedOn,
    approvedOn: it.approvedOn,
    termFrom: it.termFrom,
    termTo: it.termTo,
    termOpenEnded: it.termOpenEnded,
    address: it.address,
    scope: it.scope,
    industry: it.industry,
    authority: authority(it.authority),
    source: sourceOf(answer),
  }
}

function sections(view: EntityView) {
  return {
    permits: rows(view, 'permits', ({ sourceId: _, authority: __, ...row }) => row),
    penalties: rows(view, 'penalties', (row) => ({
      documentNumber: row.documentNumber,
      violation: row.violation,
      legalBasis: row.legalBasis,
      kinds: row.kinds.map(({ code }) => code),
      kindSources: row.kinds.map(sourceCode),
      content: row.content,
      fine: row.fine,
      confiscated: row.confiscated,
      decidedOn: row.decidedOn,
      publishedOn: row.publishedOn,
      publicityUntil: row.publicityUntil,
    })),
    abnormalListings: rows(view, 'abnormalListings', ({ kind, reason, listedOn }) => ({
      kind,
      reason: reason.code,
      reasonSource: sourceCode(reason),
      listedOn,
    })),
    seriousViolationListings: rows(view, 'seriousViolationListings', (row) => {
      return { reason: row.reason, documentNumber: row.documentNumber, listedOn: row.listedOn }
    }),
    dishonestDebtorListings: rows(
      view,
      'dishonestDebtorListings',
      ({ sourceId: _, authority: __, ...row }) => row,
    ),
    inspections: rows(view, 'inspections', ({ sourceId: _, authority: __, ...row }) => row),
    changes: rows(view, 'changes', ({ sourceId: _, authority: __, ...row }) => row),
    branches: view.anyoneSpoke
      ? view.section('branches').rows.map(({ row, answer, reportedBy }) => ({
          uscc: row.uscc,
          registrationNumber: row.registrationNumber,
          name: row.name,
          authority: authority(row.authority),
          source: sourceOf(answer),
          reportedBy,
        }))
      : null,
  }
}

type Decision = Exclude<SectionName, 'branches'>

function rows<Name extends Decision>(
  view: EntityView,
  name: Name,
  own: (row: RowOf<Name>) => object,
) {
  if (!view.anyoneSpoke) return null
  return view.section(name).rows.map(({ row, answer, reportedBy }) => ({
    ...own(row),
    authority: authority(row.authority),
    sourceId: row.sourceId,
    source: sourceOf(answer),
    reportedBy,
  }))
}

function authority(it: Authority | null) {
  if (it === null) return null
  const { code, name, level, division, province } = it
  return { code, name, level, division, province }
}

function sourceCode({ sourceCode: code, sourceText: text, known }: Coded<string>) {
  return { code, text, known }
}

function sourceOf({ province, fetchedAt }: ProvinceAnswer) {
  return { province, registry: ADAPTERS[province].registry, fetchedAt }
}
