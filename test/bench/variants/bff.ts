/**
 * What a good engineer would write by hand for these three questions: fastify, one undici pool a
 * registry, four calls side by side, parse, the federation's own rules of survivorship, stringify.
 * No graph, no limits, no evidence, no batching over requests.
 */
import fastify from 'fastify'
import { PROVINCES } from '../../../schemas/model/province.ts'
import { dayOfInstant } from '../../../schemas/model/time.ts'
import { parseUscc } from '../../../schemas/model/uscc.ts'
import type { Uscc } from '../../../schemas/model/uscc.ts'
import { NOTHING_KNOWN } from '../../../gateway/survivorship/answer.ts'
import { EntityView } from '../../../gateway/survivorship/entity-view.ts'
import { runProgram } from '../program.ts'
import { registriesOf } from './bff-registries.ts'
import { fullAnswer, lightAnswer } from './bff-answers.ts'
import type { VariantSettings } from './registries.ts'

runProgram(async (settings: VariantSettings) => {
  const registries = registriesOf(settings)
  const app = fastify()

  /** One view a code; null where all four say that they have no record. */
  async function viewsOf(usccs: readonly Uscc[]): Promise<(EntityView | null)[]> {
    const byRegistry = await Promise.all(registries.map((registry) => registry.ask(usccs)))
    const today = dayOfInstant(new Date())
    return usccs.map((uscc, i) => {
      const answers = byRegistry.map((answersOfOne) => answersOfOne[i]!)
      if (answers.every((answer) => answer.state === 'NO_RECORD')) return null
      return new EntityView({ uscc, answers, knowledge: NOTHING_KNOWN, today })
    })
  }

  async function fullOf(views: readonly (EntityView | null)[]) {
    const heads = [...new Set(views.flatMap((view) => headOf(view) ?? []))]
    const headViews = heads.length === 0 ? [] : await viewsOf(heads)
    const byCode = new Map(heads.map((uscc, i) => [uscc, headViews[i] ?? null]))
    return views.map((view) => {
      if (view === null) return null
      const head = headOf(view)
      return fullAnswer(view, head === null ? null : (byCode.get(head) ?? null))
    })
  }

  app.get<{ Params: { uscc: string } }>('/full/:uscc', async ({ params }) => {
    const [entity] = await fullOf(await viewsOf([parseUscc(params.uscc)]))
    return { data: { entity } }
  })
  app.get<{ Params: { uscc: string } }>('/light/:uscc', async ({ params }) => {
    const [view] = await viewsOf([parseUscc(params.uscc)])
    return { data: { entity: view == null ? null : lightAnswer(view) } }
  })
  app.post<{ Body: { usccs: string[] } }>('/batch', async ({ body }) => {
    return { data: { entities: await fullOf(await viewsOf(body.usccs.map(parseUscc))) } }
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  if (registries.length !== PROVINCES.length) throw new Error('one registry a province')
  return { url }
})

function headOf(view: EntityView | null): Uscc | null {
  const head = view?.headOfficeUscc ?? null
  return head === view?.uscc ? null : head
}
