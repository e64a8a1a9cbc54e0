/** From the model's records to the graph's: a source beside each, codes as words of the federation. */
import type { Coded } from '../../schemas/model/coded.ts'
import type { Penalty, AbnormalListing, Registration } from '../../schemas/model/record.ts'
import type { GatewayContext } from '../context.ts'
import type { Answers, ProvinceAnswer } from '../survivorship/answer.ts'
import type { EntityView, SectionName } from '../survivorship/entity-view.ts'

export function shapeSources(answers: Answers) {
  return answers.map((answer) => ({
    province: answer.province,
    state: answer.state,
    asOf: answer.fetchedAt,
    latencyMs: answer.latencyMs,
    code: answer.code,
    unknownCodes: answer.records.flatMap((record) => record.unknownCodes),
  }))
}

export function shapeSource({ province, fetchedAt }: ProvinceAnswer, context: GatewayContext) {
  return { province, registry: context.sources[province].registry, fetchedAt }
}

/** Null when no source answered; empty when those that answered have none. */
export function shapeSection(view: EntityView, name: SectionName, context: GatewayContext) {
  if (!view.anyoneSpoke) return null
  return view.section(name).rows.map(({ row, answer, reportedBy }) => ({
    ...row,
    ...codesOf(name, row),
    source: shapeSource(answer, context),
    reportedBy,
  }))
}

export function shapeRegistration(view: EntityView, context: GatewayContext) {
  const { current } = view.finding
  if (current === null) return null
  const { registration, record, answer } = current
  return {
    ...registration,
    registrationNumber: record.registrationNumber,
    ...registrationCodes(registration),
    source: shapeSource(answer, context),
  }
}

function registrationCodes({ entityType, state }: Registration) {
  return {
    type: entityType.code,
    typeSource: sourceCode(entityType),
    state: state.code,
    stateSource: sourceCode(state),
  }
}

function codesOf(name: SectionName, row: unknown) {
  if (name === 'penalties') {
    const { kinds } = row as Penalty
    return { kinds: kinds.map((kind) => kind.code), kindSources: kinds.map(sourceCode) }
  }
  if (name === 'abnormalListings') {
    const { reason } = row as AbnormalListing
    return { reason: reason.code, reasonSource: sourceCode(reason) }
  }
  return null
}

function sourceCode({ sourceCode: code, sourceText: text, known }: Coded<string>) {
  return { code, text, known }
}
