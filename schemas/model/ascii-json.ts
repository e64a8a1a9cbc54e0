/** JSON with every character that is not ASCII as an escape: RFC 8259, section 7. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(NOT_ASCII, escaped)
}

const NOT_ASCII = /[\u0080-\uffff]/g

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
