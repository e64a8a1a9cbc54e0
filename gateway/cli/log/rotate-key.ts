import { FederationError } from '../../../schemas/model/errors.ts'
import { readDatabaseUrl } from '../../config.ts'
import { KEY_REASONS } from '../../federation-log/leaf-types.ts'
import { createLeafRecorder, recordRotation } from '../../log/leaf-recorder.ts'
import type { Rotation } from '../../log/leaf-recorder.ts'
import { readWords } from '../command.ts'
import type { Command } from '../command.ts'

const USES = ['LOG', 'PROMISE', 'WITNESS'] as const

export const command: Command = {
  help: `用法：ydelta log rotate-key --use LOG|PROMISE|WITNESS --old 公钥 --new 公钥
       --reason PLANNED|COMPROMISED|LOST [--from 时刻] [--json]
在存证日志中记载密钥更换；--from起旧密钥不再算数（默认此刻；泄露时应为最早可能泄露之时）。
按计划更换日志密钥：先使新旧两个密钥都签检查点，把新公钥告知见证方和核验者，记载更换，再停用旧密钥。
泄露：立即停用旧密钥，只用新密钥启动，记载更换；其后仅凭旧密钥签名的检查点和回执不可采信。
例：ydelta log rotate-key --use LOG --old 旧公钥 --new 新公钥 --reason PLANNED`,
  async run(words) {
    const { json, rotation } = read(words, new Date())
    const recorder = createLeafRecorder(readDatabaseUrl(process.env))
    try {
      const recorded = await recordRotation(recorder, rotation, new Date())
      const text = `已记载，第${recorded.index}条，哈希值${recorded.leafHash}`
      process.stdout.write(`${json ? JSON.stringify(recorded) : text}\n`)
      return 0
    } finally {
      await recorder.close()
    }
  },
}

function read(words: readonly string[], now: Date): { json: boolean; rotation: Rotation } {
  const text = { type: 'string' } as const
  const options = { use: text, old: text, new: text, reason: text, from: text }
  const { values } = readWords(words, { ...options, json: { type: 'boolean' } })
  const use = USES.find((each) => each === values.use)
  const reason = KEY_REASONS.find((each) => each === values.reason)
  const { old: oldKey, new: newKey } = values
  const from = values.from === undefined ? now : new Date(values.from)
  if (use === undefined || reason === undefined || oldKey === undefined || newKey === undefined) {
    throw new FederationError('USAGE', { problem: '应给出--use、--old、--new和--reason' })
  }
  if (Number.isNaN(from.getTime())) {
    throw new FederationError('USAGE', { problem: '--from应为时刻，例如2026-03-05T01:02:03Z' })
  }
  const rotation = { use, oldKey, newKey, reason, from: from.toISOString() }
  return { json: values.json === true, rotation }
}
