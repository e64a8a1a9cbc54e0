/** The registries of a set as running programs, and their addresses for the variants. */
import { PROVINCES, PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import { startProgram } from './programs.ts'
import type { Program } from './programs.ts'
import type { RealSettings } from './real/upstream.ts'
import type { RegistryAddress, SetName, VariantSettings } from './variants/registries.ts'
import type { Plan } from './world.ts'

export interface Upstreams {
  readonly programs: readonly Program[]
  readonly settings: VariantSettings
}

export function startUpstreams(
  set: SetName,
  plan: Plan,
  processors: string | null,
): Promise<Upstreams> {
  return set === 'plain' ? plainUpstream(plan, processors) : realUpstreams(plan, processors, true)
}

async function plainUpstream(plan: Plan, processors: string | null): Promise<Upstreams> {
  const name = 'plain upstream'
  const file = 'plain/upstream.ts'
  const program = await startProgram({ file, name, settings: plan, processors })
  const registries = byProvince((province) => ({
    url: `${program.url}/${PROVINCE_FACTS[province].slug}`,
    credentials: {},
  }))
  return { programs: [program], settings: { set: 'plain', registries } }
}

/** @param made see {@link RealSettings}. */
export async function realUpstreams(
  plan: Plan,
  processors: string | null,
  made: boolean,
): Promise<Upstreams> {
  const programs = await Promise.all(
    PROVINCES.map((province) => {
      const settings: RealSettings = { province, plan, made }
      return startProgram({ file: 'real/upstream.ts', name: province, settings, processors })
    }),
  )
  const registries = byProvince((province) => programs[PROVINCES.indexOf(province)]!)
  return { programs, settings: { set: 'real', registries } }
}

function byProvince(
  addressOf: (province: Province) => RegistryAddress,
): VariantSettings['registries'] {
  return Object.fromEntries(
    PROVINCES.map((province) => {
      const { url, credentials } = addressOf(province)
      return [province, { url, credentials }]
    }),
  ) as unknown as VariantSettings['registries']
}
