import { writeFile } from 'node:fs/promises'
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import { readWords, wholeNumber } from './command.ts'
import type { Command } from './command.ts'
import { registrySettingsFor } from './party-files.ts'
import { untilAskedToStop, sayReady } from './process-life.ts'
import { WORLD_OPTIONS, startProvince } from './province.ts'
import { partyFolder, stateFolder } from './state-folder.ts'

export const command: Command = {
  help: `用法：ydelta sandbox [--port N] [--entities N] [--seed N] [--data 文件] [--env 文件] [--state 目录]
--port为第一个端口，其余依次加一；0为任意空闲端口。--env写出网关所需的环境变量（含临时凭据）。
例：ydelta sandbox --port 4101 --env sandbox.env`,
  async run(words) {
    const { values } = readWords(words, {
      ...WORLD_OPTIONS,
      port: { type: 'string', default: '0' },
      env: { type: 'string' },
      state: { type: 'string' },
    })
    const port = wholeNumber('port', values.port, 0, 65_532)
    const state = await stateFolder(values.state)
    const gatewayFolder = await partyFolder(state, 'gateway')
    const settings: Record<string, string> = {}
    const running = []
    for (const [i, province] of PROVINCES.entries()) {
      const one = await startProvince(province, values, port === 0 ? 0 : port + i, state)
      running.push(one)
      process.stdout.write(`${PROVINCE_FACTS[province].zh}：${one.url}\n`)
      Object.assign(
        settings,
        await registrySettingsFor(province, one.url, one.credentials, gatewayFolder),
      )
    }
    if (values.env !== undefined) {
      const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
      await writeFile(values.env, lines.join(''), { mode: 0o600 })
      process.stdout.write(`网关所需的环境变量已写入${values.env}\n`)
    }
    sayReady({ settings })
    await untilAskedToStop()
    await Promise.all(running.map((one) => one.close()))
    return 0
  },
}
