/**
 * Examples of the C2SP texts. Most show a form: their hashes and signatures belong to nothing that is
 * published, so that only the form is asked, by writing again what was read. What holds by itself is
 * asked in full. Those with "[...]" or "<…>" for a part of them show not even a form: skipped.
 */
import { parseCheckpoint, printCheckpoint } from '../../gateway/federation-log/checkpoint.ts'
import { cosignedAtSeconds } from '../../gateway/federation-log/cosignature.ts'
import { parseNote, printNote, verifyNote } from '../../gateway/federation-log/note.ts'
import { provingRanges } from '../../gateway/federation-log/subtree.ts'
import { parseVerifierKey, printVerifierKey } from '../../gateway/federation-log/verifier-key.ts'
import {
  parseCosignatures,
  parseWitnessRequest,
  printCosignatures,
  printWitnessRequest,
} from '../../gateway/federation-log/witness-request.ts'
import type { Answer } from './row.ts'
import { answer, comparison } from './tlog-answer.ts'
import { readExamples } from './tlog-vectors.ts'

type Examples = readonly string[]

/** By their place in the file, which is that of the commit it names. */
const ASKED: readonly (readonly [at: number, ask: (text: string, all: Examples) => Answer])[] = [
  [0, (text) => comparison('signed-note: a note', printNote(noteIn(text)), text)],
  [1, (text, all) => answer('signed-note: the example', true, () => verifyExample(text, all))],
  [3, (text) => comparison('signed-note: a key', `${printVerifierKey(keyIn(text))}\n`, text)],
  [4, (text) => comparison('tlog-checkpoint', printCheckpoint(headIn(text)), noteIn(text).text)],
  [5, (text) => comparison('tlog-cosignature: a note', printNote(noteIn(text)), text)],
  [7, (text, all) => comparison('tlog-cosignature: message', messageOf(all[5]!), text)],
  [8, (text) => comparison('tlog-witness: subtree', ...hashesOf(text))],
  [9, (text) => comparison('tlog-witness: request', requestAgain(text), text)],
  [10, (text) => comparison('tlog-witness: answer', answerAgain(text), text)],
]
export const EXAMPLES_ASKED = ASKED.length
export const EXAMPLES = 19

/** @throws {Error} when the file holds other examples. */
export function exampleAnswers(folder: string): readonly Answer[] {
  const examples = readExamples(folder).map(({ text }) => text)
  if (examples.length !== EXAMPLES) {
    throw new Error(`c2sp-examples has ${examples.length} examples, not ${EXAMPLES}`)
  }
  return ASKED.map(([at, ask]) => ask(examples[at]!, examples))
}

const noteIn = (text: string) => parseNote(Buffer.from(text))
const headIn = (text: string) => parseCheckpoint(noteIn(text).text)
const keyIn = (text: string) => parseVerifierKey(text.trimEnd())

function verifyExample(text: string, all: Examples): void {
  verifyNote(noteIn(text), [keyIn(all[3]!)])
}

/** What the second signature of the example was made over. */
function messageOf(note: string): string {
  const { text, signatures } = noteIn(note)
  return `cosignature/v1\ntime ${String(cosignedAtSeconds(signatures[1]!.signature))}\n${text}`
}

function requestAgain(text: string): string {
  return printWitnessRequest(parseWitnessRequest(Buffer.from(text))).toString()
}

function answerAgain(text: string): string {
  return printCosignatures(parseCosignatures(Buffer.from(text)))
}

/** How many hashes its proof must have, and has: they are of no published tree. */
function hashesOf(text: string): readonly [ours: string, theirs: string] {
  const [range = '', , ...lines] = text.split('\n')
  const [, start, end] = range.split(' ').map(Number)
  const empty = lines.indexOf('')
  const size = Number(lines[empty + 2])
  const ours = provingRanges({ start: start!, end: end! }, size)
  return [String(ours.length), String(empty)]
}
