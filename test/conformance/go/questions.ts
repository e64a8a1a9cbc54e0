/**
 * Random proofs and notes of a log that our code wrote, each as it is and with one thing changed, for
 * programs of others to judge.
 */
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { proveConsistency } from '../../../gateway/federation-log/consistency.ts'
import { proveInclusion } from '../../../gateway/federation-log/inclusion.ts'
import { hashLeaf, rootOfHashes } from '../../../gateway/federation-log/tree.ts'
import { printVerifierKey } from '../../../gateway/federation-log/verifier-key.ts'
import { LOG } from '../../unit/federation-log/parties.ts'
import { manyLeaves, noteOf, storyOf, writeStory } from '../../unit/log-cli/log-story.ts'
import type { Story } from '../../unit/log-cli/log-story.ts'

export interface Question {
  readonly id: string
  readonly valid: boolean
  readonly asked: Readonly<Record<string, unknown>>
}

/** Three tiles of leaves and a partial one, so that there is a second level. */
const SIZE = 900
const EACH = 60
const KEY = printVerifierKey(LOG.key)

/** `random`: below its argument. */
export async function questionsIn(
  folder: string,
  random: (below: number) => number,
): Promise<readonly Question[]> {
  const story = storyOf(manyLeaves(SIZE), { kept: [300] })
  const hashes = story.entries.map(hashLeaf)
  return [
    ...Array.from({ length: EACH }, () => inclusion(story, hashes, random)).flat(),
    ...Array.from({ length: EACH }, () => consistency(hashes, random)).flat(),
    ...Array.from({ length: EACH }, () => note(hashes, random)).flat(),
    ...(await folders(story, folder, random)),
  ]
}

const base64 = (bytes: Buffer) => bytes.toString('base64')

function inclusion({ entries }: Story, hashes: readonly Buffer[], random: Random): Question[] {
  const size = 1 + random(SIZE)
  const index = random(size)
  const proof = proveInclusion(hashes.slice(0, size), index)
  const root = rootOfHashes(hashes, 0, size)
  const asked = (
    change: Partial<{ entry: Buffer; root: Buffer; proof: readonly Buffer[] }> = {},
  ) => {
    const all = { entry: entries[index]!, root, proof, ...change }
    return {
      kind: 'INCLUSION',
      index,
      size,
      entry: base64(all.entry),
      root: base64(all.root),
      proof: all.proof.map(base64),
    }
  }
  const id = `inclusion of ${index} in ${size}`
  return [
    { id, valid: true, asked: asked() },
    {
      id: `${id}, entry changed`,
      valid: false,
      asked: asked({ entry: flipped(entries[index]!, random) }),
    },
    { id: `${id}, root changed`, valid: false, asked: asked({ root: flipped(root, random) }) },
    { id: `${id}, a hash more`, valid: false, asked: asked({ proof: [...proof, root] }) },
    ...(proof.length === 0
      ? []
      : [
          {
            id: `${id}, a hash changed`,
            valid: false,
            asked: asked({ proof: oneFlipped(proof, random) }),
          },
        ]),
  ]
}

function consistency(hashes: readonly Buffer[], random: Random): Question[] {
  const size = 2 + random(SIZE - 1)
  const oldSize = 1 + random(size - 1)
  const proof = proveConsistency(hashes.slice(0, size), oldSize)
  const [oldRoot, root] = [oldSize, size].map((end) => rootOfHashes(hashes, 0, end)) as [
    Buffer,
    Buffer,
  ]
  const asked = (
    change: Partial<{ oldRoot: Buffer; root: Buffer; proof: readonly Buffer[] }> = {},
  ) => {
    const all = { oldRoot, root, proof, ...change }
    const { oldRoot: from, root: to, proof: path } = all
    return {
      kind: 'CONSISTENCY',
      oldSize,
      size,
      oldRoot: base64(from),
      root: base64(to),
      proof: path.map(base64),
    }
  }
  const id = `consistency of ${oldSize} with ${size}`
  return [
    { id, valid: true, asked: asked() },
    {
      id: `${id}, old root changed`,
      valid: false,
      asked: asked({ oldRoot: flipped(oldRoot, random) }),
    },
    { id: `${id}, root changed`, valid: false, asked: asked({ root: flipped(root, random) }) },
    {
      id: `${id}, a hash changed`,
      valid: false,
      asked: asked({ proof: oneFlipped(proof, random) }),
    },
    { id: `${id}, a hash less`, valid: false, asked: asked({ proof: proof.slice(1) }) },
  ]
}

function note(hashes: readonly Buffer[], random: Random): Question[] {
  const size = 1 + random(SIZE)
  const text = noteOf({ size, root: rootOfHashes(hashes, 0, size) }).toString()
  const asked = (changed: string) => ({ kind: 'NOTE', key: KEY, note: changed })
  const id = `note of size ${size}`
  return [
    { id, valid: true, asked: asked(text) },
    {
      id: `${id}, size changed`,
      valid: false,
      asked: asked(text.replace(`\n${size}\n`, `\n${size + 1}\n`)),
    },
    { id: `${id}, unsigned`, valid: false, asked: asked(text.replace(/^— log\..*\n/m, '')) },
  ]
}

async function folders(story: Story, folder: string, random: Random): Promise<Question[]> {
  const good = join(folder, 'good')
  writeStory(good, story)
  const asked = (where: string) => ({ kind: 'FOLDER', key: KEY, folder: where })
  const questions: Question[] = [{ id: 'folder', valid: true, asked: asked(good) }]
  for (const path of ['tile/0/001', 'tile/0/003.p/132', 'tile/1/000.p/3', 'tile/entries/002']) {
    const changed = join(folder, path.replaceAll('/', '-'))
    await cp(good, changed, { recursive: true })
    const file = join(changed, path)
    await writeFile(file, flipped(await readFile(file), random))
    questions.push({ id: `folder, ${path} changed`, valid: false, asked: asked(changed) })
  }
  return questions
}

type Random = (below: number) => number

function flipped(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes)
  changed[random(bytes.length)]! ^= 1 << random(8)
  return changed
}

function oneFlipped(hashes: readonly Buffer[], random: Random): readonly Buffer[] {
  const at = random(hashes.length)
  return hashes.map((hash, i) => (i === at ? flipped(hash, random) : hash))
}
