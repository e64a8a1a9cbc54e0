/** What the gatehouse of each province understands of its registry's protocol. */
import { anhuiGatehouse } from '../../adapters/anhui/gatehouse.ts'
import { jiangsuGatehouse } from '../../adapters/jiangsu/gatehouse.ts'
import { shanghaiGatehouse } from '../../adapters/shanghai/gatehouse.ts'
import type { GatehouseProtocol } from '../../adapters/shared/gatehouse-protocol.ts'
import { zhejiangGatehouse } from '../../adapters/zhejiang/gatehouse.ts'
import type { Province } from '../../schemas/model/province.ts'

export const GATEHOUSE_PROTOCOLS: Readonly<Record<Province, GatehouseProtocol>> = {
  SHANGHAI: shanghaiGatehouse,
  JIANGSU: jiangsuGatehouse,
  ZHEJIANG: zhejiangGatehouse,
  ANHUI: anhuiGatehouse,
}
