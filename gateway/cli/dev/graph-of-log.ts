/** Fields of the log's part of the graph, for the grant of the pretend auditor. */
import { readFileSync } from 'node:fs'
import { Kind, parse } from 'graphql'
import type { Grant } from '../../access/grant.ts'

const LOG_SDL = new URL('../../../schemas/log.graphql', import.meta.url)

/** By type, the root's own among them. */
export function fieldsOfLog(): Grant['fields'] {
  const fields: Record<string, string[]> = {}
  for (const one of parse(readFileSync(LOG_SDL, 'utf8')).definitions) {
    if (one.kind !== Kind.OBJECT_TYPE_DEFINITION && one.kind !== Kind.OBJECT_TYPE_EXTENSION)
      continue
    const names = (one.fields ?? []).map(({ name }) => name.value)
    fields[one.name.value] = [...(fields[one.name.value] ?? []), ...names]
  }
  return fields
}
