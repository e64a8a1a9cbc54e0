/** Writes a policy file: whose log, whose promises, which witnesses, how many of them. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FederationError } from '../../../schemas/model/errors.ts'
import { logKey, printPolicy, witnessKey } from '../../federation-log/policy-file.ts'
import { AGENCY_FOLDER, DEVELOPMENT_POLICY } from '../clients/development-clients.ts'
import { readWords, wholeNumber } from '../command.ts'
import { partyFolder, stateFolder } from '../state-folder.ts'
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
      dev: { type: 'boolean' },
      state: ONE,
      json: { type: 'boolean' },
    })
    if (values.dev === true) return developmentPolicy(values)
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

/** As the pretend auditor of `npm start` has it. @throws {FederationError} `LOG_FILE_UNUSABLE` it was not started yet. */
async function developmentPolicy({
  out,
  state,
}: {
  readonly out?: string
  readonly state?: string
}) {
  const file = join(await partyFolder(await stateFolder(state), AGENCY_FOLDER), DEVELOPMENT_POLICY)
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const reason = `无法读取：${cause.code}，请先运行npm start`
    throw new FederationError('LOG_FILE_UNUSABLE', { file, reason }, { cause })
  })
  if (out === undefined) process.stdout.write(text)
  else await writeNew(out, text)
  return 0
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
