/** The contracts in schemas/, read once. */
import { readFileSync } from 'node:fs'
import { PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'

/** The public graph, by hand. What has its own rules of access has its own file. */
export const FEDERATION_SDL = ['federation.graphql', 'grants.graphql', 'log.graphql']
  .map(readSchema)
  .join('\n')

/** A province's contract with the types it shares with the others. */
export function provinceSdl(province: Province): string {
  const { slug } = PROVINCE_FACTS[province]
  return [readSchema(`provinces/${slug}.graphql`), readSchema('provinces/record.graphql')].join(
    '\n',
  )
}

function readSchema(path: string): string {
  return readFileSync(new URL(`../../schemas/${path}`, import.meta.url), 'utf8')
}
