/**
 * A value of one of our vocabularies beside what the source wrote. Every source has tables of its
 * own and adds codes without telling anyone, so an unknown code is a normal value: it is kept,
 * shown and counted, never dropped and never guessed at.
 */
export interface Coded<T extends string> {
  /** Our word, or `UNKNOWN` when the source's table has no such entry. */
  readonly code: T | 'UNKNOWN'
  /** The code as the source sent it; the text itself where the source sends text alone. */
  readonly sourceCode: string
  /** The text beside the code, when the source sends one. */
  readonly sourceText: string | null
  /** False when no table knows the source's code. A source may also say "unknown" and be understood. */
  readonly known: boolean
}

export function knownCode<T extends string>(
  code: T | 'UNKNOWN',
  sourceCode: string,
  sourceText: string | null = null,
): Coded<T> {
  return { code, sourceCode, sourceText, known: true }
}

export function unknownCode<T extends string>(
  sourceCode: string,
  sourceText: string | null = null,
): Coded<T> {
  return { code: 'UNKNOWN', sourceCode, sourceText, known: false }
}

/** Looks a source's code up in that source's table. */
export function codedFrom<T extends string>(
  table: Readonly<Record<string, T>>,
  sourceCode: string,
  sourceText: string | null = null,
): Coded<T> {
  const code = Object.hasOwn(table, sourceCode) ? table[sourceCode] : undefined
  return code === undefined
    ? unknownCode(sourceCode, sourceText)
    : knownCode(code, sourceCode, sourceText)
}
