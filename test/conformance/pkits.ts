/** NIST PKITS: our own steps, and together with node-forge's second opinion, which is what decides. */
import { loadAnchors } from '../../gateway/certification-path/anchors.ts'
import { NO_SECOND_OPINION, runSteps } from '../../gateway/certification-path/steps-in-order.ts'
import { validatePath } from '../../gateway/certification-path/validate-path.ts'
import type { PathQuestion } from '../../gateway/certification-path/validate-path.ts'
import type { PathVerdict } from '../../gateway/certification-path/verdict.ts'
import { isExplained } from './pkits-exceptions.ts'
import { forgeAccepts } from './pkits-forge.ts'
import { PKITS_AT, readPkits } from './pkits-vectors.ts'
import type { PathVectors } from './pkits-vectors.ts'
import { rowOf } from './row.ts'
import type { Answer, Comparison, Row } from './row.ts'

export type PathValidator = (question: PathQuestion) => Pick<PathVerdict, 'status' | 'code'>

/** @throws {Error} naming the file that is missing or broken, or the path the validator threw at. */
export function runPkits(folder: string): readonly Row[] {
  const vectors = readPkits(folder)
  const both = rowOf('pkits', answersOf(vectors, validatePath), isExplained)
  return [
    { ...both, others: [forgeAlone(vectors)] },
    rowOf('pkits/own', answersOf(vectors, ownStepsOnly), isExplained),
  ]
}

export const ownStepsOnly: PathValidator = (question) => runSteps(question, NO_SECOND_OPINION)

/** Only VALID is an acceptance: what is undetermined is refused. */
export function answersOf(
  { anchor, vectors }: PathVectors,
  validate: PathValidator,
): readonly Answer[] {
  const anchors = loadAnchors([{ certificate: anchor, jurisdiction: null }])
  return vectors.map(({ id, valid, chain, crls, crlSigners }) => {
    const revocation = { crls, crlSigners }
    try {
      const verdict = validate({ chain, anchors, revocation, purpose: null, at: PKITS_AT })
      return { id, valid, accepted: verdict.status === 'VALID', code: verdict.code }
    } catch (cause) {
      throw new Error(`${id}: the validator threw: ${String(cause)}`, { cause })
    }
  })
}

/** Why it is not asked alone: it looks at no revocation list and no policy. */
function forgeAlone({ anchor, vectors }: PathVectors): Comparison {
  const answers = vectors.map(({ id, valid, chain }): Answer => {
    return { id, valid, accepted: forgeAccepts(chain, anchor, PKITS_AT), code: null }
  })
  const { agreed, wronglyAccepted, wronglyRefused } = rowOf('', answers, () => true)
  return { name: 'node-forge alone', agreed, wronglyAccepted, wronglyRefused }
}
