/** What the desk is put together from. */
import type { Province } from '../../schemas/model/province.ts'
import type { AccessGrounds } from '../access/decide.ts'
import type { Rules } from '../access/check-question.ts'
import type { ProvinceOf } from '../grants/actor.ts'
import type { LogService } from '../log/log-service.ts'
import type { SearchTerms } from '../log/search-terms.ts'
import type { Database } from '../store/database.ts'
import type { ReleaseTerms } from './release-terms.ts'

export interface LogDeskOptions {
  readonly database: Database
  readonly service: Pick<LogService, 'reader' | 'logFile' | 'act'>
  /** Grants as of now, as the pipeline has them. @throws {FederationError} retryable. */
  readonly grounds: () => Promise<AccessGrounds>
  /** Under the search keys of all provinces: what companies are found by. */
  readonly terms: Pick<SearchTerms, 'of'>
  /** That an administrator's client administers. */
  readonly provinceOf: ProvinceOf
  /** Codes of the agencies that a province registered. */
  readonly agenciesOf: (province: Province) => Promise<readonly string[]>
  readonly now: () => Date
  /** A random UUID. */
  readonly newId: () => string
  readonly rules?: Rules
  readonly lookups?: Partial<LookupSettings>
}

export interface LookupSettings {
  /** 告知延迟: a request is not shown to the company before this. */
  readonly delayHours: number
  /** Provinces that let companies see who asked them. */
  readonly shownBy: Readonly<Record<Province, boolean>>
  readonly releaseTerms: ReleaseTerms
}
