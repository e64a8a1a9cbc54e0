/**
 * By what the log names a document (查询文本的摘要): without values and aliases, which the caller chose and
 * which may be a company's code. A plain hash of a code can be guessed, by whoever has the list of codes.
 * What was asked about stands in the intent, salted.
 */
import { hash } from 'node:crypto'
import { print, visit } from 'graphql'
import type { DocumentNode } from 'graphql'

/** SHA-256 of the document as graphql-js prints it, base64url. */
export function operationDigest(document: DocumentNode): string {
  const bare = visit(document, {
    Field: ({ alias: _, ...node }) => node,
    IntValue: (node) => ({ ...node, value: '0' }),
    FloatValue: (node) => ({ ...node, value: '0' }),
    StringValue: (node) => ({ ...node, value: '', block: false }),
    ListValue: (node) => ({ ...node, values: [] }),
    ObjectValue: (node) => ({ ...node, fields: [] }),
  })
  return hash('sha256', print(bare), 'base64url')
}
