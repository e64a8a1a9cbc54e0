/** Published vectors of transparency logs, read into questions. A file of another shape is a problem. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const BASE64 = z.string().transform((text) => Buffer.from(text, 'base64'))
/** Go writes a proof without hashes as null. */
const PROOF = z
  .array(BASE64)
  .nullable()
  .transform((proof) => proof ?? [])
const SAID = { proof: PROOF, desc: z.string(), wantErr: z.boolean() }

export const INCLUSION = z.object({
  leafIdx: z.number(),
  treeSize: z.number(),
  root: BASE64,
  leafHash: BASE64,
  ...SAID,
})
export const CONSISTENCY = z.object({
  size1: z.number(),
  size2: z.number(),
  root1: BASE64,
  root2: BASE64,
  ...SAID,
})
export const SUBTREE_INCLUSION = z.object({
  leafIdx: z.number(),
  start: z.number(),
  end: z.number(),
  root: BASE64,
  leafHash: BASE64,
  ...SAID,
})
export const SUBTREE_CONSISTENCY = z.object({
  start: z.number(),
  end: z.number(),
  size: z.number(),
  root1: BASE64,
  root2: BASE64,
  ...SAID,
})

const HASH = z.string().regex(/^[0-9a-f]{64}$/)
const HEX = z.string().regex(/^(?:[0-9a-f]{2})*$/)
const REFERENCE = z.object({
  leafInputs: z.array(HEX),
  nodeHashesByLevel: z.array(z.array(HASH)),
  rootHashBySize: z.array(HASH),
})
const NOTES = z.object({
  vkeys: z.record(z.string(), z.string()),
  sigs: z.record(z.string(), z.string()),
  badVkeys: z.array(z.string()),
})
const EXAMPLES = z.object({ examples: z.array(z.object({ spec: z.string(), text: z.string() })) })

export interface Probe<T> {
  /** Path below `testdata`, without `.json`. */
  readonly id: string
  readonly probe: T
}

const TESTDATA = 'transparency-dev-merkle/testdata'

/** @throws {Error} naming the file, or the folder when it holds another number of probes. */
export function readProbes<T>(folder: string, kind: string, shape: z.ZodType<T>, size: number) {
  const names = readdirSync(join(folder, TESTDATA, kind), { recursive: true, encoding: 'utf8' })
  const files = names.filter((name) => name.endsWith('.json')).toSorted()
  if (files.length !== size) throw new Error(`${kind} has ${files.length} probes, not ${size}`)
  return files.map((name): Probe<T> => {
    const file = `${kind}/${name}`
    return { id: file.slice(0, -'.json'.length), probe: read(folder, `${TESTDATA}/${file}`, shape) }
  })
}

export const readReference = (folder: string) => read(folder, 'rfc6962-reference.json', REFERENCE)
export const readNotes = (folder: string) => read(folder, 'go-note-vectors.json', NOTES)
export const readExamples = (folder: string) =>
  read(folder, 'c2sp-examples/examples.json', EXAMPLES).examples

function read<T>(folder: string, name: string, shape: z.ZodType<T>): T {
  const { data, error } = shape.safeParse(jsonIn(folder, name))
  if (error) throw new Error(`${name}: ${z.prettifyError(error)}`)
  return data as T
}

function jsonIn(folder: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8'))
  } catch (cause) {
    throw new Error(`${name} is missing or is not JSON`, { cause })
  }
}
