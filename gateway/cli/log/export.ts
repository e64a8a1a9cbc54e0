/**
 * Copies a log's files into a folder, the checkpoint last: a copy without it is none, so that one
 * that broke off cannot be taken for a whole one. On request also as a table and as lines of JSON.
 */
import { mkdir, open, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { FederationError } from '../../../schemas/model/errors.ts'
import { checkpointIn } from '../../federation-log/head-steps.ts'
import { keptPath } from '../../federation-log/kept-checkpoints.ts'
import { bytesOf } from '../../federation-log/read-tile.ts'
import { parseTilePath, tilePath } from '../../federation-log/tile-path.ts'
import { readWords } from '../command.ts'
import { BYTE_ORDER_MARK, csvLine } from '../../audit/csv.ts'
import { OperationsSoFar } from '../../audit/cited-operation.ts'
import { leavesOf, placeOf } from './entries.ts'
import { COLUMNS, rowOf } from '../../audit/leaf-rows.ts'
import type { LogSource } from './log-source.ts'
import { pathsOfScan, readAhead } from './read-ahead.ts'
import { newestCheckpoint, openSource } from './source.ts'
import { ONE, required, tell, tokenOf } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values, positionals } = readWords(
      words,
      { url: ONE, token: ONE, out: ONE, csv: ONE, ndjson: ONE, json: { type: 'boolean' } },
      true,
    )
    const source = openSource(placeOf(positionals, values.url), tokenOf(values.token))
    const folder = resolve(required(values.out, 'out'))
    const copied = await copyLog(source, folder)
    const copy = openSource(folder, null)
    if (values.csv !== undefined) await writeRows(values.csv, copy, 'csv')
    if (values.ndjson !== undefined) await writeRows(values.ndjson, copy, 'ndjson')
    tell(values.json, { out: folder, ...copied }, [
      `已下载日志${copied.size}条、${copied.files}个文件至${folder}`,
      `核验：ydelta log fsck ${folder} --policy 策略文件`,
    ])
    return 0
  },
}

interface Copied {
  readonly size: number
  readonly files: number
  readonly kept: number
}

/**
 * Nothing is verified here: that is for fsck, on the copy.
 *
 * @throws {FederationError} `LOG_SOURCE_UNREADABLE`, `LOG_TILE_MISSING`, `LOG_FILE_UNUSABLE` a file is there already.
 */
export async function copyLog(source: LogSource, folder: string): Promise<Copied> {
  const checkpoint = await newestCheckpoint(source)
  const { size } = checkpointIn(checkpoint).checkpoint
  const read = readAhead((path) => source.read(path), pathsOfScan(size))
  let files = 0
  const put = async (path: string, bytes: Uint8Array) => {
    await writeBelow(folder, path, bytes)
    files += 1
  }
  for (const path of pathsOfScan(size)) {
    const tile = parseTilePath(path)
    const { bytes, width } = await bytesOf(tile, read)
    await put(tilePath({ ...tile, width }), bytes)
  }
  const sizes: number[] = []
  for (const each of await source.keptSizes()) {
    const note = each <= size ? await source.read(keptPath(each)) : null
    if (note === null) continue
    await put(keptPath(each), note)
    sizes.push(each)
  }
  if (sizes.length > 0) await put('checkpoints/index', Buffer.from(`${sizes.join('\n')}\n`))
  await put('checkpoint', checkpoint)
  return { size, files, kept: sizes.length }
}

/** Never over a file that is there: two logs in one folder would be none. */
async function writeBelow(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const file = join(folder, path)
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes, { flag: 'wx' })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const reason = code === 'EEXIST' ? '已存在，不予覆盖' : `无法写入：${code}`
    throw new FederationError('LOG_FILE_UNUSABLE', { file, reason }, { cause })
  }
}

/** Private: what agencies asked is for auditors' eyes. */
async function writeRows(file: string, copy: LogSource, form: 'csv' | 'ndjson'): Promise<void> {
  const handle = await open(file, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === 'EEXIST' ? '已存在，不予覆盖' : `无法写入：${cause.code}`
    throw new FederationError('LOG_FILE_UNUSABLE', { file, reason }, { cause })
  })
  try {
    if (form === 'csv') await handle.write(BYTE_ORDER_MARK + csvLine(COLUMNS))
    const operations = new OperationsSoFar()
    for await (const seen of leavesOf(copy, 0, Infinity)) {
      const { index, leafHash, leaf } = seen
      const cited = operations.citedBy(seen)
      const line =
        form === 'csv'
          ? csvLine(rowOf(seen, cited))
          : `${JSON.stringify({ index, leafHash, leaf })}\n`
      await handle.write(line)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
}
