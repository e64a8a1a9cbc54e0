/** `--data FILE`: records given to the pretend registries, one JSON object a line. Form: docs/sandbox.md. */
import { open } from 'node:fs/promises'
import { FederationError } from '../../../../schemas/model/errors.ts'
import type { Province } from '../../../../schemas/model/province.ts'
import type { RegistryRecord } from '../../../../schemas/model/record.ts'
import { GIVEN_LINE } from './given-form.ts'

export interface GivenRecord {
  readonly province: Province
  readonly record: RegistryRecord
}

/** No record is as long as this; a file without line ends must not fill the memory. */
const LONGEST_LINE_BYTES = 4 * 1024 * 1024
const LINE_END = 0x0a

/** @throws {FederationError} `DATA_FILE_INVALID` with the first bad line and what is wrong with it. */
export async function* readGivenRecords(file: string): AsyncGenerator<GivenRecord> {
  let number = 0
  try {
    for await (const bytes of linesOf(file)) {
      number += 1
      const written = textOf(bytes, number)
      if (written.trim() !== '') yield parseGiven(written, number)
    }
  } catch (cause) {
    if (cause instanceof FederationError) throw cause
    throw invalid(Math.max(number, 1), '文件无法读取', cause)
  }
}

/** Bytes between line ends. A line that is too long ends early and is refused by {@link textOf}. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  await using handle = await open(file)
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of handle.createReadStream({ autoClose: false })) {
    rest = Buffer.concat([rest, chunk as Buffer])
    for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END)) {
      yield rest.subarray(0, end)
      rest = rest.subarray(end + 1)
    }
    if (rest.length > LONGEST_LINE_BYTES) break
  }
  if (rest.length > 0) yield rest
}

function textOf(bytes: Buffer, number: number): string {
  if (bytes.length > LONGEST_LINE_BYTES) throw invalid(number, '一行过长')
  try {
    // Without a byte order mark, which some editors put first.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw invalid(number, '不是UTF-8编码', cause)
  }
}

function parseGiven(written: string, number: number): GivenRecord {
  let value: unknown
  try {
    value = JSON.parse(written)
  } catch (cause) {
    throw invalid(number, '不是一个JSON对象', cause)
  }
  const parsed = GIVEN_LINE.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(number, `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim())
}

function invalid(number: number, problem: string, cause?: unknown): FederationError {
  return new FederationError('DATA_FILE_INVALID', { line: number, problem }, { cause })
}
