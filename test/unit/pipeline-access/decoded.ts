/** The answer's text, and beside it whatever stands in it as base64url: a leak need not be readable. */
export function decoded(text: string): string {
  const packed = text.match(/[A-Za-z0-9_-]{16,}/g) ?? []
  return [text, ...packed.map((one) => Buffer.from(one, 'base64url').toString('utf8'))].join('\n')
}
