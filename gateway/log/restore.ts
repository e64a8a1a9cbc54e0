/**
 * Restores a backup into an empty log, all of it or nothing. Every leaf is hashed again, every
 * checkpoint compared with the leaves, and the newest cosigned one must have its quorum. That the
 * backup is not an old one shows when the service starts: the witnesses and the state file know.
 */
import { createHash } from 'node:crypto'
import pg from 'pg'
import { FederationError } from '../../schemas/model/errors.ts'
import { openCheckpoint } from '../federation-log/checkpoint.ts'
import { Frontier } from '../federation-log/frontier.ts'
import { printNote, parseNote } from '../federation-log/note.ts'
import type { NoteSignature } from '../federation-log/note.ts'
import type { LogPolicy } from '../federation-log/policy.ts'
import { judgeQuorum } from '../federation-log/quorum.ts'
import { BACKED_UP, BACKUP_FORM } from './backup.ts'
import type { BackedUp } from './backup.ts'
import { bytesIn, hashOfEntry } from './restored-entry.ts'
import type { Row } from './restored-entry.ts'

export interface Restored {
  readonly size: number
  /** Up to here a quorum of witnesses has seen it. */
  readonly cosignedSize: number
}

const ROWS_AT_ONCE = 500

/**
 * `lines`: without their newlines.
 *
 * @throws {FederationError} `LOG_RESTORE_REFUSED` with the reason; nothing was changed.
 */
export async function restoreLog(
  databaseUrl: string,
  lines: AsyncIterable<string>,
  policy: LogPolicy,
): Promise<Restored> {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => undefined) // the statement that fails says so
  await client.connect()
  try {
    await client.query('BEGIN')
    await refuseUsed(client)
    const restored = await new Restoring(client, policy).all(lines)
    await client.query('COMMIT')
    return restored
  } finally {
    await client.end() // without a commit nothing has happened
  }
}

async function refuseUsed(client: pg.Client): Promise<void> {
  const { rows } = await client.query('SELECT size FROM log_head FOR UPDATE')
  if ((rows[0] as { size: string }).size !== '0') throw refused('数据库中已有日志')
}

class Restoring {
  readonly #client: pg.Client
  readonly #policy: LogPolicy
  readonly #frontier = new Frontier()
  readonly #sum = createHash('sha256')
  readonly #cosignatures = new Map<number, NoteSignature[]>()
  #checkpoints: { readonly size: number; readonly root: Buffer; readonly note: string | null }[] =
    []
  #waiting: { readonly table: BackedUp; readonly row: Row }[] = []
  #head: { readonly size: number; readonly root: string } | null = null
  #rows = 0
  #isEnded = false

  constructor(client: pg.Client, policy: LogPolicy) {
    this.#client = client
    this.#policy = policy
  }

  async all(lines: AsyncIterable<string>): Promise<Restored> {
    for await (const line of lines) await this.#line(line)
    await this.#insert()
    const { size, root } = this.#head ?? { size: 0, root: '' }
    if (!this.#isEnded) throw refused('备份不完整')
    const isRoot = this.#frontier.root().toString('base64') === root.replaceAll('\n', '')
    if (this.#frontier.size !== size || !isRoot) throw refused('条目与日志头不符')
    if (this.#checkpoints.some((each) => each.size > size)) throw refused('检查点超出日志')
    const cosignedSize = this.#cosigned()
    await this.#writeHead()
    return { size, cosignedSize }
  }

  async #line(line: string): Promise<void> {
    if (this.#isEnded) throw refused('末行之后还有内容')
    const value = jsonIn(line)
    if (value['end'] === true) return this.#end(value)
    this.#sum.update(`${line}\n`)
    if (this.#head === null) return this.#begin(value)
    const table = BACKED_UP.find((each) => each === value['table'])
    if (table === undefined) throw refused(`第${this.#rows + 2}行无法识别`)
    this.#rows += 1
    await this.#row(table, value['row'] as Row)
  }

  #begin({ backup, size, root }: Row): void {
    if (backup !== BACKUP_FORM) throw refused('不是存证日志的备份')
    this.#head = { size: Number(size), root: String(root) }
  }

  #end({ rows, sha256 }: Row): void {
    const isWhole = rows === this.#rows && sha256 === this.#sum.digest('base64url')
    if (!isWhole) throw refused('校验和不符')
    this.#isEnded = true
  }

  async #row(table: BackedUp, row: Row): Promise<void> {
    if (table === 'log_checkpoint') this.#checkpoint(row)
    if (table === 'log_witness') this.#cosignature(row)
    if (table === 'log_entry') this.#entry(row)
    if (this.#waiting.length > 0 && this.#waiting[0]!.table !== table) await this.#insert()
    this.#waiting.push({ table, row })
    if (this.#waiting.length >= ROWS_AT_ONCE) await this.#insert()
  }

  #checkpoint({ size, root, note }: Row): void {
    const text = typeof note === 'string' ? note : null
    this.#checkpoints.push({ size: Number(size), root: bytesIn(root), note: text })
  }

  #cosignature({ size, name, key_id: id, signature }: Row): void {
    const there = this.#cosignatures.get(Number(size)) ?? []
    there.push({ name: String(name), id: String(id), signature: bytesIn(signature) })
    this.#cosignatures.set(Number(size), there)
  }

  #entry(row: Row): void {
    const index = this.#frontier.size
    if (Number(row['index']) !== index) throw refused(`缺少第${index}条`)
    const hash = hashOfEntry(row)
    if (hash === null) throw refused(`第${index}条与其哈希值或检索列不符`)
    this.#frontier.append(hash)
    const size = this.#frontier.size
    const here = this.#checkpoints.filter((checkpoint) => checkpoint.size === size)
    const root = here.length > 0 ? this.#frontier.root() : null
    if (here.some((each) => !each.root.equals(root!)))
      throw refused(`${size}条处的检查点与条目不符`)
  }

  /** The newest checkpoint with a quorum; each that is signed must hold. */
  #cosigned(): number {
    const sizes = this.#checkpoints.flatMap(({ size, root, note }) => {
      if (note === null) return []
      const { text, signatures } = parseNote(Buffer.from(note))
      const whole = { text, signatures: [...signatures, ...(this.#cosignatures.get(size) ?? [])] }
      const { checkpoint } = openCheckpoint(Buffer.from(printNote(whole)), this.#policy.logs)
      const isSame = checkpoint.size === size && checkpoint.root.equals(root)
      if (!isSame) throw refused(`${size}条处的检查点与其签名不符`)
      return judgeQuorum(whole, { quorum: this.#policy.quorum }).reached ? [size] : []
    })
    const cosigned = Math.max(...sizes)
    if (!Number.isFinite(cosigned)) throw refused('没有一个检查点达到见证策略的要求')
    return cosigned
  }

  async #insert(): Promise<void> {
    const [first] = this.#waiting
    if (first === undefined) return
    const rows = JSON.stringify(this.#waiting.map(({ row }) => row))
    this.#waiting = []
    const { table } = first
    const from = `json_populate_recordset(NULL::${table}, $1::json)`
    await this.#client.query(`INSERT INTO ${table} SELECT * FROM ${from}`, [rows])
  }

  async #writeHead(): Promise<void> {
    const { size, hashes } = this.#frontier.state()
    await this.#client.query('UPDATE log_head SET size = $1, root = $2, frontier = $3', [
      size,
      this.#frontier.root(),
      Buffer.concat(hashes),
    ])
  }
}

function jsonIn(line: string): Row {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as Row
  } catch {
    // told below
  }
  throw refused('有一行不是JSON')
}

function refused(reason: string): FederationError {
  return new FederationError('LOG_RESTORE_REFUSED', { reason })
}
