/** How a command tells of its failure. */
import { FederationError } from '../../schemas/model/errors.ts'

/**
 * One line for people, or one object with `--json`. The words of a cause follow for whoever runs the
 * command; only a fault of ours shows where it happened.
 */
export function reportFailure(failure: unknown, asJson: boolean): number {
  const coded = failure instanceof FederationError ? failure : null
  const code = coded?.code ?? 'INTERNAL'
  const message = failure instanceof Error ? failure.message : String(failure)
  const details = coded?.details ?? {}
  process.stderr.write(
    asJson ? `${JSON.stringify({ code, message, details })}\n` : `${code}：${message}\n`,
  )
  if (!asJson) process.stderr.write(causeOf(failure))
  return coded?.status === 400 || code === 'CONFIG_INVALID' ? 2 : 3
}

function causeOf(failure: unknown): string {
  if (!(failure instanceof Error)) return ''
  if (!(failure instanceof FederationError)) return `${failure.stack ?? ''}\n`
  return failure.cause instanceof Error ? `${failure.cause.message}\n` : ''
}
