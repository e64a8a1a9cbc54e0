/** What Go's own packages say of a log that our code wrote. */
import { randomInt } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import type { Answer } from '../row.ts'
import { askVerifier, buildVerifier } from './build-verifier.ts'
import { questionsIn } from './questions.ts'

/** `why`: the reason when there is no Go. */
export async function verifierOrReason(): Promise<
  { readonly program: string; readonly why?: undefined } | { readonly why: string }
> {
  return buildVerifier().then(
    (program) => ({ program }),
    (failure: unknown) => ({ why: failure instanceof Error ? failure.message : String(failure) }),
  )
}

/** @throws {Error} the program ended early. */
export async function goAnswers(program: string): Promise<readonly Answer[]> {
  const folder = await createTemporaryFolder('go-verifier')
  try {
    const questions = await questionsIn(folder, (below) => randomInt(below))
    const file = join(folder, 'questions.ndjson')
    await writeFile(file, questions.map(({ asked }) => `${JSON.stringify(asked)}\n`).join(''))
    const answers = await askVerifier(program, file)
    if (answers.length !== questions.length)
      throw new Error(`${answers.length} answers to ${questions.length} questions`)
    return questions.map(({ id, valid }, i) => {
      const accepted = answers[i] === 'accepted'
      return { id, valid, accepted, code: accepted ? null : answers[i]! }
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
