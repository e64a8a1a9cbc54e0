/**
 * Texts that somebody else typed, on a terminal: control characters move the cursor or colour what
 * stands beside them. For tables see gateway/audit/csv.ts.
 */

/** One line for a terminal: what no screen shows becomes �, line ends a blank. */
export function shown(text: string): string {
  return text.replace(/[\r\n\t]+/g, ' ').replace(/\p{C}/gu, '�')
}

/** JSON on one line with nothing that a terminal would act on. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(/\p{C}/gu, escaped)
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('')
}
