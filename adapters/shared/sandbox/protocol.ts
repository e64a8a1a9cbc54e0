/** One request to a pretend registry and its reply, as the province's own protocol handler sees them. */
import type { Province } from '../../../schemas/model/province.ts'
import type { RegistryData } from './registry-data.ts'

export interface SandboxRequest {
  readonly method: string
  /** Path without the query. */
  readonly path: string
  /** The raw query without `?`: signatures are computed over it. */
  readonly query: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export interface SandboxReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface SandboxContext {
  readonly data: RegistryData
  /** The registry's side of the credentials, to check signatures and tokens with. */
  readonly credentials: Readonly<Record<string, string>>
  readonly now: Date
}

/** What a province's `sandbox.ts` exports. */
export interface SandboxDefinition {
  readonly province: Province
  /** Charset of its bodies; the fault `wrongCharset` sends the other one. */
  readonly charset: 'utf-8' | 'gb18030'
  /** Throw-away credentials: what the gateway gets and what the registry keeps. */
  issueCredentials(): {
    readonly gateway: Readonly<Record<string, string>>
    readonly registry: Readonly<Record<string, string>>
  }
  handle(request: SandboxRequest, context: SandboxContext): SandboxReply
}
