/**
 * CSV (RFC 4180) for spreadsheet programs: UTF-8 with a byte order mark, without which they read
 * Chinese as another charset, and no cell that they would run as a formula.
 */
export const BYTE_ORDER_MARK = '\ufeff'
/**
 * OWASP, "CSV Injection": these at the beginning make a formula, in some programs after blanks and in
 * full width as well. The apostrophe makes it text.
 */
const FORMULA = /^(?:[\t\r]|[\s\p{C}]*[=+\-@＝＋－＠])/u

/** One line, with its end. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(value: string | number | null): string {
  if (typeof value === 'number') return String(value)
  const text = neutralised(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function neutralised(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}
