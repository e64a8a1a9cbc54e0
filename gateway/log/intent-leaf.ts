/** Operations, intents and outcomes as leaves. */
import { randomUUID } from 'node:crypto'
import { instantOf } from '../../schemas/model/time.ts'
import type {
  IntentFacts,
  IntentSubject,
  LoggedOperation,
  OutcomeFacts,
} from '../pipeline/log-port.ts'
import { bitsOf } from './data-keys.ts'
import { disclose } from './make-row.ts'
import type { Hidden, Unsealed } from './make-row.ts'
import type { TermFact } from './search-terms.ts'

export function operationLeaf({ digest, fields }: LoggedOperation, at: Date): Unsealed {
  const head = { type: 'OPERATION', id: randomUUID(), at: instantOf(at) } as const
  return { ...head, operation: digest, fields }
}

/** `asks`: leaf hash of its OPERATION leaf. */
export function intentLeaf(facts: IntentFacts, asks: string): Unsealed {
  const { id, agency, grants, provinces, purpose, bases } = facts
  const at = instantOf(facts.at)
  return { type: 'INTENT', id, at, agency, grants, provinces, purpose, bases, asks }
}

export interface HiddenIntent extends Hidden {
  readonly subjects: readonly string[]
}

export function hiddenIntent(facts: IntentFacts): HiddenIntent {
  const { officer, caseNumber } = facts
  const subjects = facts.subjects.map((subject) => disclose('subject', valueOf(subject)))
  const disclosures = [...subjects]
  const terms: TermFact[] = facts.subjects.flatMap(termsOf)
  if (officer !== null) {
    disclosures.push(disclose('officer', officer))
    terms.push(['OFFICER', officer])
  }
  if (caseNumber !== null) {
    disclosures.push(disclose('case', caseNumber))
    terms.push(['CASE', caseNumber])
  }
  return { disclosures, terms, subjects, for: bitsOf(facts.provinces) }
}

/** The code as text; of a search what was asked. The gatehouse compares it with the request it sees. */
function valueOf(subject: IntentSubject) {
  return subject.kind === 'ENTITY' ? subject.uscc : { search: { ...subject.filter } }
}

function termsOf(subject: IntentSubject): readonly TermFact[] {
  return subject.kind === 'ENTITY' ? [['SUBJECT', subject.uscc]] : []
}

export function outcomeLeaf(facts: OutcomeFacts): Unsealed {
  const { id, intent, result, fields, answers } = facts
  return { type: 'OUTCOME', id, at: instantOf(facts.at), intent, result, fields, answers }
}
