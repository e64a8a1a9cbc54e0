import { createInterface } from 'node:readline'
import { divisionAt, provinceOfDivision } from '../../schemas/model/division.ts'
import { dayOfInstant } from '../../schemas/model/time.ts'
import { inspectUscc } from '../../schemas/model/uscc.ts'
import { readWords } from './command.ts'
import type { Command } from './command.ts'

export const command: Command = {
  help: `用法：ydelta uscc [代码 …] [--json]
不带代码时从标准输入逐行读取。每个代码输出一行JSON：是否有效、哪一个校验位不符、行政区划、首次登记省市。
区划表示首次登记地，不一定是现登记机关。全部有效时退出码为0，否则为1。
例：ydelta uscc 91310000132260250X`,
  async run(words) {
    const { positionals } = readWords(words, { json: { type: 'boolean' } }, true)
    let allValid = true
    const tell = (input: string): void => {
      const described = describe(input)
      allValid &&= described.valid
      process.stdout.write(`${JSON.stringify(described)}\n`)
    }
    if (positionals.length > 0) positionals.forEach(tell)
    else {
      for await (const line of createInterface({ input: process.stdin })) {
        if (line.trim() !== '') tell(line)
      }
    }
    return allValid ? 0 : 1
  },
}

function describe(input: string) {
  const inspected = inspectUscc(input)
  const code = inspected.division
  const division = code === null ? null : divisionAt(code, dayOfInstant(new Date()))
  return {
    ...inspected,
    division: division === null ? null : { code, name: division.name, level: division.level },
    firstRegisteredIn: code === null ? null : provinceOfDivision(code),
  }
}
