/**
 * Texts that somebody else typed, on a terminal and in a table: control characters move the cursor or
 * colour what stands beside them, and a cell that begins with = is run by spreadsheet programs.
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

/** CSV with a byte order mark, CRLF (RFC 4180). Cells that a program would run get an apostrophe in front. */
export function csv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('')}`
}

function cell(text: string): string {
  const calm = /^[\s\p{C}]*[=+\-@＝＋－＠\t\r]/u.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(calm) ? `"${calm.replaceAll('"', '""')}"` : calm
}
