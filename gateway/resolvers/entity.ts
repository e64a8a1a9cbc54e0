/** The fields of an entity, computed from the four provinces' answers that the merge put on it. */
import type { SubschemaConfig } from '@graphql-tools/delegate'
import type { GraphQLResolveInfo } from 'graphql'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { GatewayContext } from '../context.ts'
import { subjectOfCode } from '../pipeline/admission.ts'
import type { GuardedEntity } from '../pipeline/guard.ts'
import type { ProvinceAnswer } from '../survivorship/answer.ts'
import { EntityView } from '../survivorship/entity-view.ts'
import type { SectionName } from '../survivorship/entity-view.ts'
import { enterEntity } from './entry.ts'
import type { EntityKey } from './entry.ts'
import { shapeRegistration, shapeSection, shapeSources } from './shape.ts'
import { timelinePage } from './timeline.ts'
import type { PageArguments } from './timeline.ts'

/** An entity after the merge: each province's answer under the province's own field. */
export type MergedEntity = EntityKey & Readonly<Record<string, unknown>>

type Resolve = (
  entity: MergedEntity,
  args: never,
  context: GatewayContext,
  info: GraphQLResolveInfo,
) => unknown

const SECTIONS: readonly SectionName[] = [
  'permits',
  'penalties',
  'abnormalListings',
  'seriousViolationListings',
  'dishonestDebtorListings',
  'inspections',
  'changes',
  'branches',
]

export function entityResolvers(keys: SubschemaConfig): Record<string, Resolve> {
  const computed: Record<string, Resolve> = {
    id: ({ uscc }) => uscc,
    name: (entity, _, context) => viewOf(entity, context).name,
    formerNames: (entity, _, context) => viewOf(entity, context).formerNames,
    registrar: (entity, _, context) => viewOf(entity, context).registrar,
    registrarState: (entity, _, context) => viewOf(entity, context).registrarState,
    previousRegistrars: (entity, _, context) => viewOf(entity, context).previousRegistrars,
    registration: (entity, _, context) => shapeRegistration(viewOf(entity, context), context),
    conflicts: (entity, _, context) => viewOf(entity, context).conflicts,
    sources: (entity, _, context) => shapeSources(viewOf(entity, context).evidence.answers),
    timeline: (entity, page: PageArguments, context) =>
      timelinePage(viewOf(entity, context), page, context),
    headOffice(entity, _, context, info) {
      const head = viewOf(entity, context).headOfficeUscc
      return head === null || head === entity.uscc ? null : enterEntity(head, keys, context, info)
    },
  }
  for (const name of SECTIONS) {
    computed[name] = (entity, _, context) => shapeSection(viewOf(entity, context), name, context)
  }
  return computed
}

/** The code says it; a record that calls it an individual business (个体工商户) says it more carefully. */
export function guardedEntity(entity: MergedEntity, context: GatewayContext): GuardedEntity {
  const uscc = entity.uscc as Uscc
  const subject = subjectOfCode(uscc)
  if (subject !== 'ORGANISATION') return { uscc, subject }
  const isPerson = viewOf(entity, context).evidence.answers.some(({ records }) =>
    records.some(({ registration }) => registration?.entityType.code === 'INDIVIDUAL_BUSINESS'),
  )
  return { uscc, subject: isPerson ? 'INDIVIDUAL_BUSINESS' : subject }
}

const views = new WeakMap<MergedEntity, EntityView>()

function viewOf(entity: MergedEntity, context: GatewayContext): EntityView {
  const known = views.get(entity)
  if (known !== undefined) return known
  const view = new EntityView({
    ...context.evidenceKept(entity.uscc as Uscc),
    answers: PROVINCES.map((province) => answerOn(entity, province)),
  })
  views.set(entity, view)
  return view
}

function answerOn(entity: MergedEntity, province: (typeof PROVINCES)[number]): ProvinceAnswer {
  const answer = entity[PROVINCE_FACTS[province].slug] as ProvinceAnswer
  return answer.province === undefined ? { ...answer, province } : answer
}
