/** The pretend registries, for tests and the command line only: nothing that serves may import this. */
import type { Province } from '../schemas/model/province.ts'
import { anhuiSandbox } from './anhui/sandbox.ts'
import { jiangsuSandbox } from './jiangsu/sandbox.ts'
import { shanghaiSandbox } from './shanghai/sandbox.ts'
import type { SandboxDefinition } from './shared/sandbox/server.ts'
import { zhejiangSandbox } from './zhejiang/sandbox.ts'

export const SANDBOXES: Readonly<Record<Province, SandboxDefinition>> = {
  SHANGHAI: shanghaiSandbox,
  JIANGSU: jiangsuSandbox,
  ZHEJIANG: zhejiangSandbox,
  ANHUI: anhuiSandbox,
}
