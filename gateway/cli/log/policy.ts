/** Writes a policy file: whose log, whose promises, which witnesses, how many of them. */
import { writeFile } from 'node:fs/promises'
import { FederationError } from '../../../schemas/model/errors.ts'
import { logKey, printPolicy, witnessKey } from '../../federation-log/policy-file.ts'
import { readWords, wholeNumber } from '../command.ts'
import { MANY, ONE, tell, usage } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values } = readWords(words, {
      origin: ONE,
      log: MANY,
      promise: MANY,
      witness: MANY,
      quorum: ONE,
      out: ONE,
      json: { type: 'boolean' },
    })
    const logs = values.log.map(logKey)
    if (logs.length === 0) throw usage('请用--log写明日志的验证公钥')
    const { origin = logs[0]!.name } = values
    const foreign = logs.find(({ name }) => name !== origin)
    if (foreign) throw usage(`日志公钥的名称（${foreign.name}）与--origin（${origin}）不同`)
    const witnesses = values.witness.map(witnessIn)
    const least = wholeNumber(
      'quorum',
      values.quorum ?? String(witnesses.length),
      0,
      witnesses.length,
    )
    const promises = values.promise.map(logKey)
    const text = printPolicy({ logs, promises, witnesses, least })
    if (values.out === undefined && values.json !== true) process.stdout.write(text)
    else {
      if (values.out !== undefined) await writeNew(values.out, text)
      tell(values.json, { origin, quorum: least, witnesses: witnesses.length, text }, [
        `已写入${values.out}`,
      ])
    }
    return 0
  },
}

/** `NAME=VKEY` or `NAME=VKEY=URL`. A verifier key ends in base64, which may end in `=`. */
function witnessIn(word: string) {
  const [, name, vkey, url] = /^([^=\s]+)=([^=\s]+={0,2}?)(?:=(https?:\/\/\S+))?$/.exec(word) ?? []
  if (name === undefined || vkey === undefined)
    throw usage(`--witness应写作名称=公钥或名称=公钥=地址`)
  return { name, key: witnessKey(vkey), url: url ?? null }
}

/** Never over a file that exists. @throws {FederationError} `LOG_FILE_UNUSABLE`. */
export async function writeNew(file: string, content: string | Uint8Array): Promise<void> {
  await writeFile(file, content, { flag: 'wx', flush: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EEXIST' ? '已存在，不予覆盖' : `无法写入：${cause.code}`
      throw new FederationError('LOG_FILE_UNUSABLE', { file, reason }, { cause })
    },
  )
}
