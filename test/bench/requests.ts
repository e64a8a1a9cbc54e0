/** The same question put to each variant over HTTP. */
import { BATCH, FULL, LIGHT, adHocDocuments } from './documents.ts'

/** Ours with access and log, whole or up to a part: see variants/office.ts. */
export const OFFICE_VARIANTS = {
  'office-access': 'access',
  'office-log': 'log',
  'office-quotas': 'quotas',
  office: 'promises',
} as const
export type OfficeVariant = keyof typeof OFFICE_VARIANTS
export type Variant = 'constant' | 'bff' | 'stitch' | 'gateway' | OfficeVariant
export type Workload = 'full' | 'light' | 'batch' | 'adhoc'

export interface Question {
  readonly path: string
  /** JSON; without it the question is a GET. */
  readonly body?: string
}

/** More than a gateway keeps: each comes as if never seen before. */
const AD_HOC_DOCUMENTS = 1_500
export const BATCH_CODES = 50

export const CONNECTIONS: Readonly<Record<Workload, number>> = {
  full: 32,
  light: 32,
  batch: 8,
  adhoc: 32,
}
/** For a quick run: with all of them, requests to come to an end would be most of its time. */
export const FEW_CONNECTIONS: typeof CONNECTIONS = { full: 4, light: 4, batch: 1, adhoc: 4 }

const adHoc = adHocDocuments(AD_HOC_DOCUMENTS)
let adHocAsked = 0

export function questionAbout(
  variant: Variant,
  workload: Workload,
  usccs: readonly string[],
): Question {
  const [uscc] = usccs
  if (variant === 'constant') return { path: `/${workload}` }
  if (variant === 'bff') {
    if (workload === 'batch') return { path: '/batch', body: JSON.stringify({ usccs }) }
    return { path: `/${workload}/${uscc}` }
  }
  switch (workload) {
    case 'full':
      return graphQL(FULL, { uscc })
    case 'light':
      return graphQL(LIGHT, { uscc })
    case 'batch':
      return graphQL(BATCH, { usccs })
    case 'adhoc':
      return graphQL(adHoc[adHocAsked++ % adHoc.length]!, { uscc })
  }
}

/** Requests as they go over the wire, about codes drawn evenly from `codes`. */
export function drawnRequests(
  variant: Variant,
  workload: Workload,
  codes: readonly string[],
  token: string | null = null,
): () => string {
  const draw = (): string => codes[Math.floor(Math.random() * codes.length)]!
  const count = workload === 'batch' ? BATCH_CODES : 1
  return () =>
    httpText(questionAbout(variant, workload, Array.from({ length: count }, draw)), token)
}

function graphQL(query: string, variables: object): Question {
  return { path: '/graphql', body: JSON.stringify({ query, variables }) }
}

/** Everything asked is ASCII, so characters are bytes. */
function httpText({ path, body }: Question, token: string | null): string {
  const shown = token === null ? '' : `authorization: Bearer ${token}\r\n`
  const head = `${path} HTTP/1.1\r\nhost: bench\r\naccept: application/json\r\n${shown}`
  if (body === undefined) return `GET ${head}\r\n`
  const type = 'content-type: application/json'
  return `POST ${head}${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}
