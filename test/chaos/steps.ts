/** Steps at which a gateway is killed by name. */

/** Of the way of one question into the log, in its order. */
export const APPEND_STEPS = [
  /** Its intent, or the operation that this one cites, is made and waits for the sequencer. */
  'ROW_MADE',
  /** The statement of a group commit is with PostgreSQL, and not answered. */
  'STATEMENT_SENT',
  /** PostgreSQL has committed, and nobody who waits has been told. */
  'COMMITTED',
  /** The promise is signed, and no registry has been asked. */
  'PROMISED',
  /** A question is with a gatehouse, promise and all. */
  'ASKED',
  /** An answer of a gatehouse is here whole. */
  'HEARD',
  /** The outcome waits for the sequencer; the caller has no answer. */
  'CONCLUDED',
  /** The answer is with the operating system; the outcome may or may not be written. */
  'ANSWERED',
] as const

/** Of making what was appended public, in its order. */
export const PUBLISH_STEPS = [
  'TILES_SENT',
  /** Stored without a signature. */
  'CHECKPOINT_SENT',
  /** Signed, the state file is written, the note is on its way to the store. */
  'SIGNATURE_SENT',
  'COSIGNATURE_SENT',
] as const

export const STEPS = [...APPEND_STEPS, ...PUBLISH_STEPS] as const
export type Step = (typeof STEPS)[number]

/** One letter in the trace that a gateway leaves of its steps. */
export const letterOf = (step: Step): string => String.fromCharCode(65 + STEPS.indexOf(step))
export const stepOf = (letter: string): Step | undefined => STEPS[letter.charCodeAt(0) - 65]
