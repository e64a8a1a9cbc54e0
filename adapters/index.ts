/**
 * The list of provinces: the only file that imports province folders. A new province is a new folder
 * of the same shape and a line here.
 */
import type { Province } from '../schemas/model/province.ts'
import { anhuiAdapter } from './anhui/index.ts'
import { jiangsuAdapter } from './jiangsu/index.ts'
import { shanghaiAdapter } from './shanghai/index.ts'
import type { AdapterDefinition } from './shared/define-adapter.ts'
import { zhejiangAdapter } from './zhejiang/index.ts'

export const ADAPTERS: Readonly<Record<Province, AdapterDefinition>> = {
  SHANGHAI: shanghaiAdapter,
  JIANGSU: jiangsuAdapter,
  ZHEJIANG: zhejiangAdapter,
  ANHUI: anhuiAdapter,
}
