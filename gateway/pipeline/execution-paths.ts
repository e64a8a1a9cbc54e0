/**
 * Every way by which a document becomes an answer. A way that is not in this table cannot be taken:
 * nothing else imports what executes (test/unit/pipeline/execution-paths.test.ts), and the access
 * suite runs over each row, so that a new way without it fails the build.
 */
import { executeRootSelectionSet } from 'graphql'
import type { ExecutionResult, ValidatedExecutionArgs } from 'graphql'
import type { ObjectPlan } from './plan.ts'
import { runPlan } from './run-plan.ts'

export type ExecutionPath = (
  args: ValidatedExecutionArgs,
  plan: ObjectPlan | null,
) => ExecutionResult | Promise<ExecutionResult>

export const EXECUTION_PATHS = {
  /** By a plan of ours. */
  PLAN: (args, plan) => runPlan(plan!, args),
  /** By the library: mutations, and what plans do not know. */
  LIBRARY: (args) => executeRootSelectionSet(args),
} as const satisfies Readonly<Record<string, ExecutionPath>>
