/** Whether a search is the one that was promised, whatever the registry wants its letters to look like. */
import type { SearchFilter } from './contract.ts'
import type { AskedFilter, GatehouseProtocol } from './gatehouse-protocol.ts'

export function isFilterAsked(
  promised: SearchFilter,
  asked: AskedFilter,
  { sentState }: Pick<GatehouseProtocol, 'sentState'>,
): boolean {
  const state = promised.state === undefined ? '' : sentState(promised.state)
  return (
    folded(promised.name) === folded(asked.name) &&
    folded(promised.principal) === folded(asked.principal) &&
    state === (asked.state ?? '')
  )
}

/**
 * One form of all that adapters make of a text: width of letters and brackets, blanks around and
 * between ideographs. Never fewer ideographs: it must not make two companies one.
 */
function folded(text = ''): string {
  return text
    .toWellFormed()
    .normalize('NFKC')
    .trim()
    .replace(BLANKS_IN_CHINESE, '')
    .replace(/\s+/g, ' ')
}

const BLANKS_IN_CHINESE = /(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu
