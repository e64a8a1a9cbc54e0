/** What sources say differently where no rule decides: shown side by side, never settled by code. */
import type { Province } from '../../schemas/model/province.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'

export type ConflictKind = 'REGISTRATION' | 'DUPLICATE_CODE' | 'NAME' | 'DECISION' | 'NOT_CARRIED'

export interface ConflictValue {
  readonly province: Province
  readonly value: string | null
  readonly on: CalendarDay | null
}

export interface Conflict {
  readonly kind: ConflictKind
  readonly field: string
  readonly values: readonly ConflictValue[]
}
