/** How an entity enters the stitched graph: asked about everywhere, or null when nobody has it. */
import { resolveExternalValue } from '@graphql-tools/delegate'
import type { StitchingInfo, SubschemaConfig } from '@graphql-tools/delegate'
import { responsePathAsArray } from 'graphql'
import type { GraphQLResolveInfo } from 'graphql'
import { FederationError } from '../../schemas/model/errors.ts'
import { PROVINCE_FACTS } from '../../schemas/model/province.ts'
import { parseUscc } from '../../schemas/model/uscc.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { GatewayContext } from '../context.ts'
import type { Evidence } from '../survivorship/answer.ts'

/** An entity before its parts are asked for. */
export interface EntityKey {
  readonly __typename: 'BusinessEntity'
  readonly uscc: Uscc
}

/**
 * @param index Place in a list, where the field gives one.
 * @throws {FederationError} `USCC_…`; then no registry is asked.
 */
export async function enterEntity(
  input: string,
  keys: SubschemaConfig,
  context: GatewayContext,
  info: GraphQLResolveInfo,
  index?: number,
): Promise<unknown> {
  const uscc = parseUscc(input)
  const evidence = await context.evidenceOf(uscc)
  if (evidence.answers.every((answer) => answer.state === 'NO_RECORD')) return null
  const path = responsePathAsArray(info.path)
  reportFailures(evidence, index === undefined ? path : [...path, index], context)
  return mergeFrom(uscc, keys, context, info)
}

/** Hands the key to the library, which merges the four subschemas into it. */
export function mergeFrom(
  uscc: Uscc,
  keys: SubschemaConfig,
  context: GatewayContext,
  info: GraphQLResolveInfo,
): unknown {
  const entity: EntityKey = { __typename: 'BusinessEntity', uscc }
  const { subschemaMap } = info.schema.extensions['stitchingInfo'] as StitchingInfo
  return resolveExternalValue(
    entity,
    [],
    subschemaMap.get(keys)!,
    context,
    info,
    info.schema.getType('BusinessEntity') as never,
  )
}

/** One coded error a province and entity; a STALE source has its row in `sources` and no error. */
export function reportFailures(
  { uscc, answers }: Evidence,
  path: readonly (string | number)[],
  context: GatewayContext,
): void {
  for (const { province, state, code } of answers) {
    if (code === null || state === 'STALE') continue
    const { deadlineMs } = context.sources[province]
    const details = { province, provinceName: PROVINCE_FACTS[province].zh, uscc }
    const facts = context.barred(province, uscc)?.facts
    const failure = new FederationError(code, { ...facts, ...details, timeoutMs: deadlineMs })
    context.report(path, failure)
  }
}
