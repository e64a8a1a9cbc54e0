/**
 * A single value that cannot be read: a date that is no day, an amount that is no number.
 * It has no code of its own; whoever reads a whole record knows which record it was and turns it
 * into `PROVINCE_BAD_RECORD` or an entry of `unknownCodes`.
 */
export class ValueError extends Error {
  override readonly name = 'ValueError'
  /** What was being read, e.g. `day` or `yuan`. */
  readonly field: string | undefined
  /** The value as it came, at most 64 characters: it may be anything. */
  readonly value: string

  constructor(value: unknown, field?: string, options?: ErrorOptions) {
    const shown = cut(value)
    super(`cannot read ${field ?? 'value'}: ${JSON.stringify(shown)}`, options)
    this.value = shown
    this.field = field
  }
}

const LONGEST_SHOWN = 64

function cut(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, LONGEST_SHOWN)
  return typeof value === 'object' ? '[object]' : String(value).slice(0, LONGEST_SHOWN)
}
