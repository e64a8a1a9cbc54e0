/** A log and four witnesses with throw-away keys of this process. */
import { generateKeyPairSync } from 'node:crypto'
import { signCheckpoint } from '../../../gateway/federation-log/checkpoint.ts'
import type { Checkpoint } from '../../../gateway/federation-log/checkpoint.ts'
import { createWitness } from '../../../gateway/federation-log/cosignature.ts'
import { printSignature } from '../../../gateway/federation-log/note.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'

export const ORIGIN = 'log.ydelta.example/federation'
export const AT = new Date('2026-03-05T01:00:00.000Z')

export const newKey = () => generateKeyPairSync('ed25519').privateKey
export const LOG = createNoteSigner(ORIGIN, newKey())
export const WITNESSES = ['shanghai', 'jiangsu', 'zhejiang', 'anhui'].map((province) =>
  createWitness(`witness.ydelta.example/${province}`, newKey()),
)
export const WITNESS_KEYS = WITNESSES.map(({ key }) => key)

/** A note with the log's signature and a cosignature of each of `by`, a second apart. */
export function cosigned(head: Pick<Checkpoint, 'size' | 'root'>, by = WITNESSES): Buffer {
  const signed = signCheckpoint({ origin: ORIGIN, extensions: [], ...head }, LOG)
  const text = signed.slice(0, signed.lastIndexOf('\n\n') + 1)
  const seconds = AT.getTime() / 1_000
  const lines = by.map((witness, i) => printSignature(witness.cosign(text, seconds + i)))
  return Buffer.from(signed + lines.join(''))
}
