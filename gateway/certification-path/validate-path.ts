/**
 * Validates a certification path (证书认证路径): our own steps, and for RSA chains node-forge, which must
 * agree before anything is accepted or kept.
 */
import { runSteps } from './steps-in-order.ts'
import type { PathQuestion } from './steps-in-order.ts'
import { askSecondOpinion } from './steps/second-opinion.ts'
import type { PathVerdict } from './verdict.ts'
import type { WorkLimits } from './work.ts'

export type { PathQuestion } from './steps-in-order.ts'

/** Never throws for what is in the question: whatever is wrong with it is the verdict. */
export function validatePath(question: PathQuestion, limits?: WorkLimits): PathVerdict {
  return runSteps(question, askSecondOpinion, limits)
}
