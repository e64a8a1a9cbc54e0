/**
 * Makes checkpoints (检查点) and has them cosigned. Any process may do it, several at once: heads are all
 * of one log because the sequencer's are, and no process signs one that does not extend what it knows
 * to have been signed.
 */
import type { Logger } from 'pino'
import { FederationError } from '../../schemas/model/errors.ts'
import { printCheckpoint } from '../federation-log/checkpoint.ts'
import { signNote } from '../federation-log/note.ts'
import type { NoteSigner } from '../federation-log/note.ts'
import type { ReadTile } from '../federation-log/read-tile.ts'
import type { Quorum } from '../federation-log/quorum.ts'
import { openTileTree } from '../federation-log/tile-tree.ts'
import type { Head, TileTree } from '../federation-log/tile-tree.ts'
import type { LogStore } from '../store/log-store.ts'
import type { LogTreeStore } from '../store/log-tree-store.ts'
import { askWitness } from './ask-witness.ts'
import type { WitnessAddress, WitnessAnswer } from './ask-witness.ts'
import { makeTiles } from './make-tiles.ts'
import { newestCheckpoint } from './published-checkpoint.ts'
import type { Published } from './published-checkpoint.ts'
import { readSignedHead, writeSignedHead } from './signed-head-file.ts'

export interface CheckpointParts {
  readonly origin: string
  /** The first is the current one; during a rotation the other signs as well. */
  readonly logKeys: readonly NoteSigner[]
  readonly witnesses: readonly WitnessAddress[]
  readonly quorum: Quorum
  readonly stateFile: string
  readonly now: () => Date
  readonly log: Logger
  readonly store: LogStore
  readonly tree: LogTreeStore
  readonly readTile: ReadTile
  /** Hears of a cosigned or not yet cosigned size. */
  readonly onCheckpoint: (size: number, cosignatures: number) => void
}

export class CheckpointMaker {
  readonly #parts: CheckpointParts
  readonly #closing = new AbortController()
  #making: Promise<unknown> = Promise.resolve()
  #asking: Promise<void> = Promise.resolve()
  /** `LOG_FORKED`, `LOG_BEHIND`, `LOG_STATE_INVALID`: until it is gone nothing is signed. */
  #trouble: FederationError | null = null
  /** The last attempt to write the state file down failed: its disk is full, or gone. */
  #isUnwritten = false
  /** Of witnesses that hold the log for forked or gone back, by name. One alone does not stop it. */
  readonly #objections = new Map<string, FederationError>()

  constructor(parts: CheckpointParts) {
    this.#parts = parts
  }

  get trouble(): FederationError | null {
    return this.#trouble
  }

  get isUnwritten(): boolean {
    return this.#isUnwritten
  }

  get objections(): ReadonlyMap<string, FederationError> {
    return this.#objections
  }

  /**
   * Signs the head if it has grown, then asks the witnesses that have not cosigned the newest one;
   * `untilCosigned` waits for their answers.
   *
   * @throws {FederationError} `LOG_FORKED`, `LOG_BEHIND`, `LOG_STATE_INVALID`.
   */
  async makeNow(untilCosigned = false): Promise<Published | null> {
    const made = this.#making.then(() => this.#make())
    this.#making = made.catch(() => undefined)
    const newest = await made
    const asked = this.#asking.then(() => this.#askAll(newest))
    this.#asking = asked.catch((err: unknown) => {
      this.#parts.log.warn({ err }, 'witnesses could not be asked')
    })
    if (untilCosigned) await this.#asking
    return untilCosigned ? newestCheckpoint(this.#parts.tree, this.#parts.quorum) : newest
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#making
    await this.#asking
  }

  async #make(): Promise<Published | null> {
    try {
      return await this.#sign()
    } catch (failure) {
      if (failure instanceof FederationError) this.#trouble = failure
      throw failure
    }
  }

  async #sign(): Promise<Published | null> {
    const { store, tree, quorum } = this.#parts
    const head = await store.head()
    const newest = await newestCheckpoint(tree, quorum)
    const hasGrown = head.size > (newest?.size ?? 0)
    // Another process that is faster makes the checkpoint; the next one is ours again.
    if (!hasGrown || !(await makeTiles(head, store, tree))) return newest
    await this.#signHead(head, newest)
    return newestCheckpoint(tree, quorum)
  }

  async #signHead(head: Head & { readonly root: Buffer }, newest: Published | null): Promise<void> {
    const { origin, store, tree, stateFile, logKeys, now } = this.#parts
    const tiles = await openTileTree(head, this.#parts.readTile)
    const signed = await readSignedHead(stateFile, origin)
    const seen = signed?.size ?? 0
    // By a process that shares the file, and after this head was read: its checkpoint is the newer one.
    if (seen > head.size && seen <= (await store.head()).size) return
    if (signed !== null) await refuseOther(tiles, signed, '状态文件')
    if (newest !== null) await refuseOther(tiles, newest, '已签发的检查点')
    await tree.addCheckpoint(head.size, head.root, now())
    // Written first: what was signed and not written down could be signed differently later.
    await this.#writeDown(head)
    const note = signNote(printCheckpoint({ origin, ...headOf(head), extensions: [] }), logKeys)
    await tree.sign(head.size, head.root, note)
    this.#trouble = null
  }

  async #writeDown(head: Head): Promise<void> {
    try {
      await writeSignedHead(this.#parts.stateFile, this.#parts.origin, head)
      this.#isUnwritten = false
    } catch (failure) {
      this.#isUnwritten = true
      throw failure
    }
  }

  async #askAll(checkpoint: Published | null): Promise<void> {
    if (checkpoint === null) return
    const { tree, witnesses, readTile, onCheckpoint } = this.#parts
    const there = await tree.cosignatures(checkpoint.size)
    const missing = witnesses.filter(({ key }) => {
      return !there.some(({ name, id }) => name === key.name && id === key.id)
    })
    if (missing.length === 0) return
    const tiles = await openTileTree(checkpoint, readTile)
    const done = await Promise.all(missing.map((witness) => this.#ask(witness, checkpoint, tiles)))
    onCheckpoint(checkpoint.size, there.length + done.filter(Boolean).length)
  }

  async #ask(
    witness: WitnessAddress,
    { size, note }: Published,
    tiles: TileTree,
  ): Promise<boolean> {
    const { tree, log } = this.#parts
    const { name, id } = witness.key
    try {
      const oldSize = Math.min(await tree.cosignedBy(name, id), size)
      const { signal } = this.#closing
      const answer = await askWitness({ witness, oldSize, tree: tiles, note, signal })
      if (answer.kind !== 'COSIGNED') {
        await this.#judge(answer, name)
        return false
      }
      await tree.addCosignature(size, answer.signature)
      this.#objections.delete(name)
      return true
    } catch (err) {
      if (!this.#closing.signal.aborted)
        log.warn({ err, witness: name }, 'a witness did not answer')
      return false
    }
  }

  async #judge(answer: Exclude<WitnessAnswer, { kind: 'COSIGNED' }>, name: string): Promise<void> {
    const { size } = await this.#parts.store.head()
    this.#parts.log.warn({ ...answer, witness: name }, 'a witness did not cosign')
    if (answer.kind === 'REFUSED') {
      if (answer.status !== 422) return
      this.#objections.set(name, new FederationError('LOG_FORKED', { size }))
      // Else another process's checkpoint was faster than this one.
    } else if (answer.size > size) {
      this.#objections.set(name, behind(size, answer.size, `见证方${name}`))
    }
  }
}

function headOf({ size, root }: Head): { readonly size: number; readonly root: Buffer } {
  return { size, root: Buffer.from(root) }
}

/** @throws {FederationError} `LOG_BEHIND`, `LOG_FORKED`: the tree does not begin with what was signed. */
export async function refuseOther(tree: TileTree, signed: Head, source: string): Promise<void> {
  if (signed.size > tree.size) throw behind(tree.size, signed.size, source)
  if ((await tree.rootAt(signed.size)).equals(signed.root)) return
  throw new FederationError('LOG_FORKED', { size: signed.size })
}

export function behind(size: number, seen: number, source: string): FederationError {
  return new FederationError('LOG_BEHIND', { size, seen, source })
}
