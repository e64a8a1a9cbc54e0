/**
 * A graph in which everything that can go wrong in an executor does: values that are promises,
 * functions, errors, of the wrong kind or missing where they may not be.
 */
import { makeExecutableSchema } from '@graphql-tools/schema'
import { GraphQLScalarType } from 'graphql'

const SDL = `
  scalar Picky
  enum Colour { RED GREEN }
  input Filter { colour: Colour = GREEN  least: Int!  words: [String!] }
  union Either = Thing | Other
  type Query {
    thing(which: String = "good"): Thing
    sure(which: String!): Thing!
    things: [Thing]
    sureThings: [Thing!]
    echo(filter: Filter, list: [Int], id: ID, colour: Colour, flag: Boolean = true): String
    either: Either
    broken: Int!
  }
  type Other { name: String }
  type Thing {
    name: String
    sureName: String!
    count: Int
    sureCount: Int!
    colour: Colour
    picky: Picky
    ratio: Float
    flag: Boolean!
    same: Thing
    later: Thing
    sureLater: Thing!
    called(times: Int = 2): String
    words: [String]
    sureWords: [String!]
    matrix: [[Int]]
    noList: [String]
    mixed: [Thing]
    sureMixed: [Thing!]
    throws: String
    throwsLater: String
    sureThrows: Thing!
    sureThrowsLater: Thing!
    errorValue: String
    argument(least: Int!): Int
  }
`

/** `which`: good, or the name of what is wrong with it. */
export function thing(which: string): object {
  const good = {
    name: `thing ${which}`,
    sureName: 'always',
    count: 3,
    sureCount: 4,
    colour: 'RED',
    picky: 'fine',
    ratio: 1.5,
    flag: true,
    words: ['a', null, 'b'],
    sureWords: ['a', 'b'],
    matrix: [[1, 2], null, [], [null, 3]],
    noList: 'text',
    called: ({ times }: { times: number }) => 'called '.repeat(times).trim(),
    same: () => thing('same'),
    get later() {
      return Promise.resolve(thing('later'))
    },
    get sureLater() {
      return Promise.resolve(thing('later'))
    },
    get mixed() {
      const failed = Promise.reject(new Error('mixed later'))
      return [thing('first'), null, new Error('mixed'), failed, Promise.resolve(thing('last'))]
    },
    get sureMixed() {
      return [thing('first'), Promise.resolve(thing('last'))]
    },
    errorValue: new Error('as a value'),
    argument: ({ least }: { least: number }) => Promise.resolve(least),
  }
  // Not by assignment or spreading: that would call the getters.
  return Object.defineProperties(good, Object.getOwnPropertyDescriptors(wrong(which)))
}

function wrong(which: string): object {
  switch (which) {
    case 'empty':
      return { name: null, sureName: undefined, sureCount: null, flag: null }
    case 'kinds':
      return {
        name: {},
        count: 'three',
        sureCount: 1.5,
        colour: 'BLUE',
        picky: 'bad',
        ratio: 'x',
        flag: 7,
      }
    case 'lists':
      return {
        sureWords: ['a', null],
        words: new Set(['x', 'y']),
        matrix: [1, [2]],
        sureMixed: [null],
      }
    case 'late':
      return {
        name: Promise.resolve('late name'),
        get sureName() {
          return Promise.reject(new Error('no name'))
        },
        get sureMixed() {
          return [thing('first'), Promise.reject(new Error('late item'))]
        },
        get words() {
          const failed = Promise.reject(new Error('late word'))
          return Promise.resolve(['p', Promise.resolve('q'), failed])
        },
      }
    case 'both':
      return {
        get name() {
          throw new Error('thrown by a getter')
        },
        get sureMixed() {
          return [Promise.reject(new Error('before')), null, Promise.reject(new Error('after'))]
        },
      }
    default:
      return {}
  }
}

const fail = (message: string) => () => {
  throw new Error(message)
}
const failLater = (message: string) => () => Promise.reject(new Error(message))

export const nastySchema = makeExecutableSchema({
  typeDefs: SDL,
  resolvers: {
    Picky: new GraphQLScalarType({
      name: 'Picky',
      serialize(value) {
        if (value === 'bad') throw new Error('picky')
        return value
      },
    }),
    Either: { __resolveType: () => 'Other' },
    Query: {
      thing: (_: unknown, { which }: { which: string | null }) =>
        which === null ? null : Promise.resolve(thing(which)),
      sure: (_: unknown, { which }: { which: string }) => (which === 'none' ? null : thing(which)),
      things: () => [thing('good'), null, thing('empty'), Promise.reject(new Error('third'))],
      sureThings: () => Promise.resolve([thing('good'), thing('kinds'), thing('late')]),
      echo: (_: unknown, args: object) => JSON.stringify(args),
      either: () => ({ name: 'other' }),
      broken: () => 'no number',
    },
    Thing: {
      throws: fail('thrown'),
      throwsLater: failLater('rejected'),
      sureThrows: fail('sure thrown'),
      sureThrowsLater: failLater('sure rejected'),
    },
  },
})
