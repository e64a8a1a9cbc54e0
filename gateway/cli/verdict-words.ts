/** A verdict and its outcomes in Chinese, and the exit status of a command that gives one. */
import type { Outcome, StepVerdict } from '../../schemas/model/verdict.ts'

type Status = StepVerdict<string>['status']

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  VALID: '有效',
  INVALID: '无效',
  UNDETERMINED: '无法判定',
}

export const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  PASSED: '通过',
  FAILED: '不通过',
  UNDETERMINED: '无法判定',
  NOT_RUN: '未进行',
  NOT_APPLICABLE: '不适用',
}
