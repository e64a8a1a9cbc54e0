/**
 * A bare group commit of the same rows as the log service's: leaves of intents with their sealed
 * disclosures and search terms, made beforehand, into the same tables with the same indexes. Nothing is
 * made, hashed into a tree or signed: what is above it is what an intent costs besides being stored.
 */
import { randomBytes } from 'node:crypto'
import { createDataKeys } from '../../../gateway/log/data-keys.ts'
import { hiddenIntent, intentLeaf } from '../../../gateway/log/intent-leaf.ts'
import { createRowMaker } from '../../../gateway/log/make-row.ts'
import { createSearchTerms } from '../../../gateway/log/search-terms.ts'
import type { IntentFacts } from '../../../gateway/pipeline/log-port.ts'
import { createLogAppender } from '../../../gateway/store/log-append.ts'
import type { LogHead, LogRow } from '../../../gateway/store/log-append.ts'
import { RECIPIENTS } from '../../unit/log-service/log-facts.ts'
import { createGroupCommit } from './group-commit.ts'

const HASH_BYTES = 32
const MADE = 5_000
const ASKS = randomBytes(HASH_BYTES).toString('base64url')

export interface SameRows {
  /** The next row; durable when it resolves. */
  append(): Promise<void>
  close(): Promise<void>
}

export function openSameRows(url: string, facts: () => IntentFacts): SameRows {
  const appender = createLogAppender(url)
  let head: LogHead | null = null
  const group = createGroupCommit<LogRow>({
    async commit(rows) {
      const from = (head ??= await appender.head())
      const to = { size: from.size + rows.length, root: randomBytes(HASH_BYTES), hashes: [] }
      const { done } = await appender.append(from, to, rows)
      if (!done) throw new Error('the head was not where it was believed')
      head = to
    },
    close: () => appender.close(),
  })
  const rows = rowsOf(facts)
  let next = 0
  return {
    close: group.close,
    // A leaf hash comes once.
    append: () => group.append({ ...rows[(next += 1) % MADE]!, hash: randomBytes(HASH_BYTES) }),
  }
}

function rowsOf(facts: () => IntentFacts): readonly LogRow[] {
  const keys = createDataKeys(RECIPIENTS)
  const maker = createRowMaker(keys, createSearchTerms(RECIPIENTS))
  const rows = Array.from({ length: MADE }, () => {
    const each = facts()
    return maker.make(intentLeaf(each, ASKS), hiddenIntent(each))
  })
  keys.close()
  return rows
}
