/** What `/_gatehouse/metrics` tells. No label ever holds a code of a company, a name or an address. */
import { Counter, Gauge, Registry } from 'prom-client'
import type { PromiseRecord } from './promise-record.ts'

export interface GatehouseCounters {
  exchanged(): void
  refused(code: string): void
  text(): Promise<string>
  readonly contentType: string
}

export function createCounters(record: PromiseRecord): GatehouseCounters {
  const register = new Registry()
  const registers = [register]
  const exchanges = new Counter({
    name: 'ydelta_gatehouse_exchanges_total',
    help: 'Requests passed to the registry',
    registers,
  })
  const refusals = new Counter({
    name: 'ydelta_gatehouse_refusals_total',
    help: 'Requests refused, by code',
    labelNames: ['code'],
    registers,
  })
  new Gauge({
    name: 'ydelta_gatehouse_promises',
    help: 'Promises kept, not looked for in the log yet, and missing there',
    labelNames: ['state'],
    registers,
    collect() {
      const { kept, unchecked, missing } = record.counts()
      this.set({ state: 'kept' }, kept)
      this.set({ state: 'unchecked' }, unchecked)
      this.set({ state: 'missing' }, missing)
    },
  })
  return {
    exchanged: () => exchanges.inc(),
    refused: (code) => refusals.inc({ code }),
    text: () => register.metrics(),
    contentType: register.contentType,
  }
}
