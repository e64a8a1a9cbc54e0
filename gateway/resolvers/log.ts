/** The log for auditors (查阅存证): arguments to the desk, what it says to the graph's shape. */
import { GraphQLError, GraphQLScalarType } from 'graphql'
import { FederationError } from '../../schemas/model/errors.ts'
import type {
  AuditedEntry,
  EntryFilter,
  LogDesk,
  ProofHashes,
  ShownCheckpoint,
} from '../audit/desk.ts'
import { fieldsOf } from '../audit/cited-operation.ts'
import type { GatewayContext } from '../context.ts'
import type { OperationLeaf } from '../federation-log/leaf-types.ts'
import { shapeLeaf } from './shape-leaf.ts'
import { pageSize } from './timeline.ts'
import type { PageArguments } from './timeline.ts'

const DEFAULT_ENTRIES = 20

export const logScalars = {
  LogIndex: new GraphQLScalarType<number, number>({
    name: 'LogIndex',
    description: 'A place in the log (存证序号) or its length: a whole number from 0, below 2^53.',
    serialize: (value) => value as number,
    parseValue(value) {
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
      throw new GraphQLError('LogIndex must be a whole number from 0')
    },
  }),
}

interface EntriesArguments extends PageArguments {
  readonly filter?: EntryFilter | null
}

interface EntryArguments {
  readonly index?: number | null
  readonly leafHash?: string | null
}

export const logQueries = {
  async logEntries(_: unknown, args: EntriesArguments, context: GatewayContext) {
    const first = pageSize(args.first, DEFAULT_ENTRIES)
    const filter = args.filter ?? {}
    const scope = `logEntries|${canonical(filter)}`
    const { cursors, principal } = context
    const after = args.after == null ? null : (cursors.open(scope, args.after) as number)
    const found = await deskOf(context).entries(principal, filter, { after, first })
    const { next } = found
    return {
      nodes: entryNodes(found.rows, context),
      pageInfo: {
        hasNextPage: next !== null,
        endCursor: next === null ? null : cursors.seal(scope, next),
      },
    }
  },

  async logEntry(_: unknown, { index, leafHash }: EntryArguments, context: GatewayContext) {
    if ((index == null) === (leafHash == null)) throw invalid('leafHash')
    if (leafHash != null && !LEAF_HASH.test(leafHash)) throw invalid('leafHash')
    const by = index == null ? { leafHash: leafHash! } : { index }
    const found = await deskOf(context).entry(context.principal, by)
    return found === null ? null : entryNodes([found], context)[0]
  },

  checkpoint: async (_: unknown, __: unknown, context: GatewayContext) =>
    shapeCheckpoint(await deskOf(context).checkpoint()),

  inclusionProof: async (
    _: unknown,
    { index, size }: { readonly index: number; readonly size: number },
    context: GatewayContext,
  ) => shapeHashes(await deskOf(context).inclusion(index, size)),

  consistencyProof: async (
    _: unknown,
    { oldSize, newSize }: { readonly oldSize: number; readonly newSize: number },
    context: GatewayContext,
  ) => shapeHashes(await deskOf(context).consistency(oldSize, newSize)),
}

/** An entry among those it was found with: what any of them needs is asked for all of them at once. */
interface EntryNode {
  readonly entry: AuditedEntry
  readonly together: Together
}

interface Together {
  operationOf(entry: AuditedEntry): Promise<OperationLeaf | null>
  partnerOf(entry: AuditedEntry): Promise<EntryNode | null>
  proofOf(entry: AuditedEntry): Promise<string | null>
}

export const logTypes = {
  LogEntry: {
    intent: ({ entry, together }: EntryNode) =>
      entry.leaf.type === 'OUTCOME' ? together.partnerOf(entry) : null,
    outcome: ({ entry, together }: EntryNode) =>
      entry.leaf.type === 'INTENT' ? together.partnerOf(entry) : null,
    fields: async ({ entry, together }: EntryNode) =>
      fieldsOf(entry.leaf, await together.operationOf(entry)),
    operation: async ({ entry, together }: EntryNode) =>
      'operation' in entry.leaf
        ? entry.leaf.operation
        : ((await together.operationOf(entry))?.operation ?? null),
    async sealed({ entry }: EntryNode, _: unknown, context: GatewayContext) {
      const all = await deskOf(context).sealed(context.principal, entry.index)
      return all.map(({ province, keyId, wrapped, nonce, ciphertext }) => ({
        province,
        keyId: keyId.toString('base64url'),
        wrapped: wrapped.toString('base64url'),
        nonce: nonce.toString('base64url'),
        ciphertext: ciphertext.toString('base64url'),
      }))
    },
    proof: ({ entry, together }: EntryNode) => together.proofOf(entry),
    proofMissing: async ({ entry, together }: EntryNode) =>
      (await together.proofOf(entry)) === null ? 'NOT_YET_COSIGNED' : null,
  },
}

function entryNodes(entries: readonly AuditedEntry[], context: GatewayContext) {
  const desk = deskOf(context)
  const partners = once(async () => {
    const linked = await desk.linked(entries)
    const nodes = entryNodes([...linked.values()], context)
    return new Map([...linked.keys()].map((leafHash, i) => [leafHash, nodes[i]!]))
  })
  const operations = once(() => desk.operations(entries))
  const proofs = once(() => desk.proofs(entries))
  const together: Together = {
    partnerOf: async ({ leafHash }) => (await partners()).get(leafHash) ?? null,
    operationOf: async ({ leafHash }) => (await operations()).get(leafHash) ?? null,
    proofOf: async ({ index }) => (await proofs()).get(index) ?? null,
  }
  return entries.map((entry): EntryNode => ({ ...shapeLeaf(entry), entry, together }))
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | null = null
  return () => (begun ??= work())
}

/** SHA-256 in base64url. */
const LEAF_HASH = /^[A-Za-z0-9_-]{43}$/

function invalid(field: string): FederationError {
  return new FederationError('AUDIT_ARGUMENT_INVALID', { field })
}

/** @throws {FederationError} `AUDIT_UNAVAILABLE`: this gateway was put together without a log. */
export function deskOf({ logDesk }: GatewayContext): LogDesk {
  if (logDesk == null) throw new FederationError('AUDIT_UNAVAILABLE')
  return logDesk
}

/** The same filter in another order is the same. */
function canonical(filter: EntryFilter): string {
  const given = Object.entries(filter).filter(([, value]) => value != null)
  return JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function shapeCheckpoint(checkpoint: ShownCheckpoint | null) {
  if (checkpoint === null) return null
  const { size, root, note, at, isCosigned: cosigned } = checkpoint
  return { size, rootHash: root.toString('base64'), note, at: at.toISOString(), cosigned }
}

function shapeHashes({ hashes, checkpoint }: ProofHashes) {
  return { hashes: hashes.map((hash) => hash.toString('base64')), checkpoint }
}
