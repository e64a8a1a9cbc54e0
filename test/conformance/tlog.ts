/** Vectors of transparency logs: RFC 6962 reference values, merkle probes, Go's notes, C2SP's examples. */
import { Frontier } from '../../gateway/federation-log/frontier.ts'
import { parseNote, verifyNote } from '../../gateway/federation-log/note.ts'
import { hashLeaf, rootOf, rootOfHashes } from '../../gateway/federation-log/tree.ts'
import { parseVerifierKey, printVerifierKey } from '../../gateway/federation-log/verifier-key.ts'
import { rowOf } from './row.ts'
import type { Answer, Row } from './row.ts'
import { answer, comparison } from './tlog-answer.ts'
import { EXAMPLES, EXAMPLES_ASKED, exampleAnswers } from './tlog-examples.ts'
import { PROBES, runMerkle } from './tlog-merkle.ts'
import { readNotes, readReference } from './tlog-vectors.ts'

const REFERENCE_VALUES = 33
const NOTE_VECTORS = 8
export const TLOG_VECTORS =
  Object.values(PROBES).reduce<number>((sum, size) => sum + size, 0) +
  REFERENCE_VALUES +
  NOTE_VECTORS +
  EXAMPLES

/** @throws {Error} naming the file that is missing or broken, or the vector that broke the verifier. */
export function runTlog(folder: string): readonly Row[] {
  const examples = rowOf('tlog/c2sp', exampleAnswers(folder), nothing)
  return [
    ...runMerkle(folder),
    rowOf('tlog/rfc6962', referenceAnswers(folder), nothing),
    rowOf('tlog/notes', noteAnswers(folder), nothing),
    { ...examples, skipped: EXAMPLES - EXAMPLES_ASKED },
  ]
}

const nothing = () => false

/** Hashes of leaves and nodes, and the root at every size: made at once, and leaf by leaf. */
function referenceAnswers(folder: string): readonly Answer[] {
  const { leafInputs, nodeHashesByLevel, rootHashBySize } = readReference(folder)
  const entries = leafInputs.map((input) => Buffer.from(input, 'hex'))
  const leaves = entries.map(hashLeaf)
  const nodes = nodeHashesByLevel.flatMap((level, height) =>
    level.map((theirs, i) => {
      const ours = rootOfHashes(leaves, i * 2 ** height, (i + 1) * 2 ** height)
      return comparison(`node ${height}/${i}`, ours.toString('hex'), theirs)
    }),
  )
  const roots = rootHashBySize.map((theirs, size) => {
    return comparison(`root of ${size}`, rootOf(entries.slice(0, size)).toString('hex'), theirs)
  })
  const grown = rootHashBySize.map((theirs, size) => {
    return comparison(`frontier of ${size}`, grownRoot(leaves.slice(0, size)), theirs)
  })
  return [...nodes, ...roots, ...grown]
}

function grownRoot(leaves: readonly Buffer[]): string {
  const frontier = new Frontier()
  for (const leaf of leaves) frontier.append(leaf)
  return frontier.root().toString('hex')
}

/** As the source of the vectors says, in words of the file. */
const NOTE_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"

function noteAnswers(folder: string): readonly Answer[] {
  const { vkeys, sigs, badVkeys } = readNotes(folder)
  const keys = Object.entries(vkeys).map(([name, vkey]) =>
    comparison(`vkey ${name}`, printVerifierKey(parseVerifierKey(vkey)), vkey),
  )
  const signed = Object.entries(sigs).map(([name, line]) =>
    answer(`note of ${name}`, true, () => {
      verifyNote(parseNote(Buffer.from(`${NOTE_TEXT}\n${line}`)), [parseVerifierKey(vkeys[name]!)])
    }),
  )
  const changed = Object.entries(sigs).map(([name, line]) =>
    answer(`another note of ${name}`, false, () => {
      const other = NOTE_TEXT.replace('If', 'Should')
      verifyNote(parseNote(Buffer.from(`${other}\n${line}`)), [parseVerifierKey(vkeys[name]!)])
    }),
  )
  const bad = badVkeys.map((vkey) => answer(vkey, false, () => parseVerifierKey(vkey)))
  return [...keys, ...signed, ...changed, ...bad]
}
