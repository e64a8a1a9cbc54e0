/** What /metrics tells. No label ever holds a code, a name or an address. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { Logger } from 'pino'
import { PROVINCES } from '../../schemas/model/province.ts'
import type { Source, SourceObserver } from '../registries/source.ts'
import type { LogObserver } from '../log/log-service.ts'
import { logObserver } from './log-metrics.ts'

export interface Metrics {
  readonly observer: SourceObserver
  requestDone(status: number, milliseconds: number): void
  watchCircuits(sources: readonly Source[]): void
  text(): Promise<string>
  readonly contentType: string
  /** Of the federation log. */
  readonly logObserver: LogObserver
  enumerationNoticed(): void
}

const LATENCY_BUCKETS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000]

export function createMetrics(log: Logger): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const registers = [register]
  const answers = new Counter({
    name: 'ydelta_source_answers_total',
    help: 'Answers of each registry by state',
    labelNames: ['province', 'state'],
    registers,
  })
  const failures = new Counter({
    name: 'ydelta_source_failures_total',
    help: 'Failures of each registry by code',
    labelNames: ['province', 'code'],
    registers,
  })
  const latency = new Histogram({
    name: 'ydelta_source_latency_milliseconds',
    help: 'Time each registry took',
    labelNames: ['province'],
    buckets: LATENCY_BUCKETS_MS,
    registers,
  })
  const unknown = new Counter({
    name: 'ydelta_unknown_codes_total',
    help: 'Codes that no table of the source knows, by field',
    labelNames: ['province', 'field'],
    registers,
  })
  const requests = new Histogram({
    name: 'ydelta_request_milliseconds',
    help: 'HTTP requests to /graphql by status',
    labelNames: ['status'],
    buckets: LATENCY_BUCKETS_MS,
    registers,
  })
  const enumerations = new Counter({
    name: 'ydelta_enumerations_noticed_total',
    help: 'Officers who asked about very many different subjects within an hour',
    registers,
  })
  return {
    logObserver: logObserver(registers),
    enumerationNoticed: () => enumerations.inc(),
    observer: {
      answered(province, state, latencyMs) {
        answers.inc({ province, state })
        if (latencyMs !== null) latency.observe({ province }, latencyMs)
      },
      failed(province, failure) {
        failures.inc({ province, code: failure.code })
        log.warn({ err: failure, province, code: failure.code }, 'registry failed')
      },
      unknownCodes(province, records) {
        for (const record of records) {
          for (const { field, value } of record.unknownCodes) {
            unknown.inc({ province, field })
            log.warn({ province, field, value }, 'unknown code')
          }
        }
      },
    },
    requestDone: (status, milliseconds) => requests.observe({ status }, milliseconds),
    watchCircuits(sources) {
      new Gauge({
        name: 'ydelta_source_circuit_open',
        help: '1 while a registry is left alone',
        labelNames: ['province'],
        registers,
        collect() {
          for (const province of PROVINCES) {
            const source = sources.find((one) => one.province === province)
            this.set({ province }, source?.circuit() === 'OPEN' ? 1 : 0)
          }
        },
      })
    },
    text: () => register.metrics(),
    contentType: register.contentType,
  }
}
