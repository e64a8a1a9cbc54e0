/** One digest of all answers that were had: whoever knows the answers finds the same, in whatever order they came. */
import { hash } from 'node:crypto'

/**
 * Of one its own; of several SHA-256 of the digests, sorted as bytes and each as often as it came.
 * Null: there is none. All digests are SHA-256 in base64url.
 */
export function digestOfAnswers(digests: readonly string[]): string | null {
  const [first, ...more] = digests
  if (first === undefined) return null
  if (more.length === 0) return first
  const bytes = digests.map((digest) => Buffer.from(digest, 'base64url'))
  return hash('sha256', Buffer.concat(bytes.toSorted(Buffer.compare)), 'base64url')
}
