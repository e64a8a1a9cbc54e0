import { FederationError } from '../../schemas/model/errors.ts'

/** What a process tells about something it goes on without. */
export function lineOf(failure: unknown): string {
  const code = failure instanceof FederationError ? failure.code : 'INTERNAL'
  return `${code}：${failure instanceof Error ? failure.message : String(failure)}`
}
