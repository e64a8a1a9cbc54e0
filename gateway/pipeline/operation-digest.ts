/**
 * By what the log names an operation of a document (查询文本的摘要): without values and aliases, which the caller chose and
 * which may be a company's code. A plain hash of a code can be guessed, by whoever has the list of codes.
 * What was asked about stands in the intent, salted.
 */
import { hash } from 'node:crypto'
import { print, separateOperations, visit } from 'graphql'
import type { DocumentNode } from 'graphql'

/**
 * SHA-256 of the operation and the fragments that it uses, as graphql-js prints them; base64url. With it
 * the fields that are asked for are given. `name`: which one; empty where it has none.
 */
export function operationDigest(document: DocumentNode, name = ''): string {
  const bare = visit(separateOperations(document)[name]!, {
    Field: ({ alias: _, ...node }) => node,
    IntValue: (node) => ({ ...node, value: '0' }),
    FloatValue: (node) => ({ ...node, value: '0' }),
    StringValue: (node) => ({ ...node, value: '', block: false }),
    ListValue: (node) => ({ ...node, values: [] }),
    ObjectValue: (node) => ({ ...node, fields: [] }),
  })
  return hash('sha256', print(bare), 'base64url')
}
