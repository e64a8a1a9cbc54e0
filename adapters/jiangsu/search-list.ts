/** Search by name, principal and state, through the registry's numbered pages. */
import { ValueError } from '../../schemas/model/value-error.ts'
import type { SearchFilter, SearchHit, SearchPage, SearchPosition } from '../shared/contract.ts'
import { readingAnswer } from '../shared/failure.ts'
import { PAGE_SIZE, pageSearch } from '../shared/page-search.ts'
import type { Call } from './client.ts'
import { statusCodeOf } from './codes.ts'
import { identityOf } from './map.ts'
import { UnknownCodes, withWideBrackets } from './map-values.ts'
import type { ListRow } from './wire.ts'

/** As {@link RegistryAdapter.search}. */
export function searchList(
  call: Call,
  filter: SearchFilter,
  after: SearchPosition | null,
  limit: number,
  signal: AbortSignal,
): Promise<SearchPage> {
  const fields = fieldsOf(filter)
  return pageSearch(
    async (index) => {
      const page = { curPage: String(index + 1), pageSize: String(PAGE_SIZE) }
      const { items, total } = await call('queryCorpList', { ...fields, ...page }, signal)
      const hits = readingAnswer('JIANGSU', () => items.map(hitOf))
      return { hits, total }
    },
    after,
    limit,
  )
}

function fieldsOf({ name, principal, state }: SearchFilter): Record<string, string> {
  return {
    ...(name === undefined ? {} : { CORP_NAME: storedForm(name) }),
    ...(principal === undefined ? {} : { OPER_MAN_NAME: storedForm(principal) }),
    ...(state === undefined ? {} : { CORP_STATUS_CODE: statusCodeOf(state) }),
  }
}

/**
 * The registry compares literally with what it stores: full-width brackets, but half-width letters
 * and digits. Rare characters are left alone: NFKC would replace compatibility ideographs that
 * stand in names.
 */
function storedForm(typed: string): string {
  const halfWidth = typed.replace(/[Ａ-Ｚａ-ｚ０-９]/g, (char) =>
    String.fromCharCode(char.charCodeAt(0) - 0xfee0),
  )
  return withWideBrackets(halfWidth).trim().replace(BLANKS_IN_CHINESE, '')
}

/** Blanks belong into 'John Smith' but not into 虚 构. */
const BLANKS_IN_CHINESE = /(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu

/** A malformed code would break the order of the pages, so it spoils the answer. */
function hitOf(row: ListRow): SearchHit {
  const unknown = new UnknownCodes()
  const hit = identityOf(row, unknown)
  if (unknown.list.length > 0) throw new ValueError(row.UNI_SCID, 'UNI_SCID')
  if (hit.uscc === null && hit.registrationNumber === null) throw new ValueError(row, 'REG_NO')
  return hit
}
