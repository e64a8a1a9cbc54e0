/** What resolvers see of one request. Ports only: no store, no adapter, no environment. */
import type { Logger } from 'pino'
import type { SearchFilter, SearchPage, SearchPosition } from '../adapters/shared/contract.ts'
import type { FederationError } from '../schemas/model/errors.ts'
import type { Province } from '../schemas/model/province.ts'
import type { Uscc } from '../schemas/model/uscc.ts'
import type { Refusal } from './access/refusal.ts'
import type { LogDesk } from './audit/desk.ts'
import type { Evidence } from './survivorship/answer.ts'
import type { CursorSeal } from './cursor.ts'
import type { GrantDesk } from './grants/desk.ts'
import type { FieldGuard } from './pipeline/guard.ts'
import type { Principal } from './principal.ts'
import type { Source } from './registries/source.ts'

export interface GatewayContext {
  readonly requestId: string
  readonly principal: Principal
  readonly log: Logger
  /** The instant of the request: every rule of this request is applied as of it. */
  readonly at: Date
  readonly cursors: CursorSeal
  /** Where grants are asked for and reviewed. Null or absent: not here. */
  readonly grants?: GrantDesk | null
  /** Where the federation log is looked into. Null or absent: not here. */
  readonly logDesk?: LogDesk | null
  /** Null in a pipeline that is put together without access, in code only. */
  readonly guard: FieldGuard | null
  /** Why a province is not asked about this entity, where its grant is the reason. */
  barred(province: Province, uscc: Uscc): Refusal | null
  readonly sources: Readonly<Record<Province, Source>>
  /** What four registries say; one question a code and request, however often it is asked for. */
  evidenceOf(uscc: Uscc): Promise<Evidence>
  /** The same once it is there. @throws {Error} when `evidenceOf` was not awaited first. */
  evidenceKept(uscc: Uscc): Evidence
  search(
    province: Province,
    filter: SearchFilter,
    after: SearchPosition | null,
    limit: number,
  ): Promise<SearchPage>
  /** Which rows of a search are not for this asker; null: none. */
  leavesOut(filter: SearchFilter): ((uscc: Uscc | null) => boolean) | null
  /** Adds one coded error to the answer, beside its data. */
  report(path: readonly (string | number)[], failure: FederationError): void
}
