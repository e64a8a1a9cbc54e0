/** Rows as text for a terminal. */
import type { Row } from './row.ts'

const HEADINGS = ['corpus', 'ran', 'agreed', 'wrongly accepted', 'wrongly refused', 'skipped', '']

/** A line for each row, and below it a line for everything that needs a word. */
export function tableOf(rows: readonly Row[]): string {
  const all = [HEADINGS, ...rows.map(cellsOf)]
  const widths = HEADINGS.map((_, i) => Math.max(...all.map((line) => line[i]!.length)))
  const lines = all.map((line) => line.map((cell, i) => cell.padEnd(widths[i]!)).join('  '))
  return [...lines.map((line) => line.trimEnd()), ...rows.flatMap(remarksOf)].join('\n')
}

function cellsOf(row: Row): readonly string[] {
  const { ran, agreed, wronglyAccepted, wronglyRefused, skipped } = row
  const counts = [ran, agreed, wronglyAccepted, wronglyRefused, skipped].map(String)
  return [row.corpus, ...counts, standingOf(row)]
}

function standingOf({ reason, problem, wronglyRefused, outsideTheList }: Row): string {
  if (problem !== undefined) return 'not run to its end, see below'
  if (reason !== undefined) return `skipped: ${reason}`
  return wronglyRefused === 0 ? '' : `${outsideTheList} refused outside the list`
}

function remarksOf({ corpus, unexpected, problem, others = [] }: Row): readonly string[] {
  return [
    ...(problem === undefined ? [] : [`${corpus}: ${problem}`]),
    ...unexpected.map((each) => `${corpus}: unexpected: ${each}`),
    ...others.map((other) => {
      const { name, agreed, wronglyAccepted, wronglyRefused } = other
      const counts = `${agreed} agreed, ${wronglyAccepted} wrongly accepted, ${wronglyRefused} wrongly refused`
      return `${corpus}: for comparison: ${name}: ${counts}`
    }),
  ]
}
