/** What the rows of all sets are made of. */

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const value =
    sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  return rounded(value)
}

export function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
