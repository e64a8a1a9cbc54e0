import { FederationError } from '../../../schemas/model/errors.ts'
import { provinceOfSlug } from '../../../schemas/model/province.ts'
import { readDatabaseUrl } from '../../config.ts'
import { eraseLeaf } from '../../log/erase.ts'
import type { Erasure } from '../../log/erase.ts'
import { createLeafRecorder } from '../../log/leaf-recorder.ts'
import { openDatabase } from '../../store/database.ts'
import { createLogStore } from '../../store/log-store.ts'
import { readWords } from '../command.ts'
import type { Command } from '../command.ts'

export const command: Command = {
  help: `用法：ydelta log erase --leaf 条目哈希值 --province 省市 --basis 法律依据代码… [--json]
删除一个条目的披露内容（盐值和原值），此后任何人都无法再得知其经办人、案号和被查询主体；条目本身和整个日志不变。
先在日志中记载删除，再删除。不可撤销；此前的备份中仍有密文，须一并处置。
例：ydelta log erase --leaf 哈希值 --province zhejiang --basis PIPL_47`,
  async run(words) {
    const { json, erasure } = read(words)
    const url = readDatabaseUrl(process.env)
    const recorder = createLeafRecorder(url)
    const database = openDatabase(url, () => undefined)
    try {
      const parts = { database, store: createLogStore(database) }
      await eraseLeaf(parts, recorder, erasure, new Date())
      const text = `已删除条目${erasure.leafHash}的披露内容，并已在日志中记载`
      process.stdout.write(`${json ? JSON.stringify({ erased: erasure.leafHash }) : text}\n`)
      return 0
    } finally {
      await recorder.close()
      await database.destroy()
    }
  },
}

function read(words: readonly string[]): { json: boolean; erasure: Erasure } {
  const text = { type: 'string' } as const
  const { values } = readWords(words, {
    leaf: text,
    province: text,
    basis: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  })
  const province = provinceOfSlug(values.province ?? '')
  const { leaf: leafHash, basis = [] } = values
  if (province === null || leafHash === undefined || basis.length === 0) {
    throw new FederationError('USAGE', { problem: '应给出--leaf、--province和--basis' })
  }
  const bases = [...new Set(basis)].toSorted()
  return { json: values.json === true, erasure: { leafHash, province, bases } }
}
