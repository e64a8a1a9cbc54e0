/** One document, ready to be executed any number of times. */
import { validateExecutionArgs } from 'graphql'
import type { DocumentNode, ExecutionResult, GraphQLSchema, ValidatedExecutionArgs } from 'graphql'
import type { GatewayContext } from '../context.ts'
import { EXECUTION_PATHS } from './execution-paths.ts'
import { conditionVariables, planOf } from './plan.ts'
import type { ObjectPlan } from './plan.ts'

/** Variables that do not fit the document come back as errors without data. */
export type Execute = (
  variables: Record<string, unknown>,
  context: GatewayContext,
) => ExecutionResult | Promise<ExecutionResult>

/** Most plans kept for one document: two values each of four variables. */
const MOST_PLANS = 16

/** By plans where there can be one; what plans do not know is executed by the library. */
export function createExecutor(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null,
): Execute {
  const conditions = conditionVariables(document)
  const plans = new Map<string, ObjectPlan | null>()

  function planFor(args: ValidatedExecutionArgs): ObjectPlan | null {
    const key = conditions.map((name) => String(args.variableValues.coerced[name])).join()
    const known = plans.get(key)
    if (known !== undefined) return known
    const plan = planOf(args)
    if (plans.size < MOST_PLANS) plans.set(key, plan)
    return plan
  }

  return (variableValues, contextValue) => {
    const args = validateExecutionArgs({
      schema,
      document,
      contextValue,
      variableValues,
      ...(operationName === null ? {} : { operationName }),
    })
    if (!('schema' in args)) return { errors: args }
    const plan = planFor(args)
    return EXECUTION_PATHS[plan === null ? 'LIBRARY' : 'PLAN'](args, plan)
  }
}
