/** One province as a subschema of the stitched graph: its contract over its source. */
import type { SubschemaConfig } from '@graphql-tools/delegate'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { stitchingDirectives } from '@graphql-tools/stitching-directives'
import { PROVINCE_FACTS } from '../../schemas/model/province.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import type { ProvinceAnswer } from '../survivorship/answer.ts'
import type { GatewayContext } from '../context.ts'
import { provinceSdl } from './sdl.ts'

const { stitchingDirectivesTypeDefs, stitchingDirectivesTransformer } = stitchingDirectives()

/** An entity as a subschema returns it: the key and the province's own field. */
type KeyedAnswer = Readonly<Record<string, string | ProvinceAnswer>>

/**
 * @param direct Hands the answer over as it is, without building a delegated request: the same data
 * at a tenth of the cost. Off, the library delegates by the contract, as it would to a remote
 * subschema; a test compares the two.
 */
export function provinceSubschema(province: Province, direct: boolean): SubschemaConfig {
  const { slug } = PROVINCE_FACTS[province]
  const keyed = async (uscc: string, context: GatewayContext): Promise<KeyedAnswer> => {
    const evidence = await context.evidenceOf(uscc as Uscc)
    return { uscc, [slug]: evidence.answers.find((answer) => answer.province === province)! }
  }
  const schema = makeExecutableSchema({
    typeDefs: [stitchingDirectivesTypeDefs, provinceSdl(province)],
    resolvers: {
      Query: {
        [`${slug}Entities`]: (_: unknown, args: { usccs: string[] }, context: GatewayContext) =>
          args.usccs.map((uscc) => keyed(uscc, context)),
      },
    },
  })
  const config = stitchingDirectivesTransformer({ schema, batch: true })
  if (!direct) return config
  return {
    ...config,
    merge: {
      BusinessEntity: {
        selectionSet: '{ uscc }',
        resolve: (entity: { readonly uscc: string }, context: unknown) =>
          keyed(entity.uscc, context as GatewayContext),
      },
    },
  }
}
