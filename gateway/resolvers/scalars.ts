/** Scalars of the graph. Values come from the model in their final form and are passed on. */
import { GraphQLScalarType } from 'graphql'

function textScalar(name: string, description: string): GraphQLScalarType {
  return new GraphQLScalarType({ name, description, serialize: (value) => value })
}

export const scalarResolvers = {
  Date: textScalar('Date', 'A calendar day in Beijing (北京时间日期), YYYY-MM-DD.'),
  DateTime: textScalar('DateTime', 'An instant (时刻), RFC 3339 in UTC.'),
  Fen: textScalar(
    'Fen',
    'Exact money in fen (分, 1/100 of the unit), a decimal string because it outgrows 53 bits.',
  ),
}
