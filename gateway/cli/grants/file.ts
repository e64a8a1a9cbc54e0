import { readFile } from 'node:fs/promises'
import { FederationError } from '../../../schemas/model/errors.ts'
import { readWords } from '../command.ts'
import { askGateway } from './gateway-client.ts'
import { CATALOGUE_QUERY, FILE_MUTATION } from './graph-types.ts'
import type { EntryAnswer, FieldSet, RequestAnswer } from './graph-types.ts'
import { requestLines } from './show.ts'
import { GATEWAY_OPTIONS, accessOf, requiredOption, tellAll, usage } from './words.ts'

const MANY = { type: 'string', multiple: true } as const

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const { values } = readWords(words, {
      ...GATEWAY_OPTIONS,
      entry: { type: 'string' },
      operation: MANY,
      field: MANY,
      purpose: { type: 'string' },
      basis: MANY,
      scenario: { type: 'string' },
      'scenario-file': { type: 'string' },
    })
    const access = accessOf(values)
    const entry = requiredOption(values.entry, 'entry')
    const catalogue = await askGateway<readonly EntryAnswer[]>(access, CATALOGUE_QUERY)
    const found = catalogue.find(({ id }) => id === entry)
    if (found === undefined) throw new FederationError('CATALOGUE_ENTRY_UNKNOWN', { entry })
    const input = {
      entry,
      operations: values.operation ?? [],
      fields: values.field === undefined ? found.fields : fieldSets(values.field),
      purpose: requiredOption(values.purpose, 'purpose').toUpperCase().replaceAll('-', '_'),
      legalBases: values.basis ?? [],
      useScenario: await scenarioOf(values.scenario, values['scenario-file']),
    }
    const request = await askGateway<RequestAnswer>(access, FILE_MUTATION, { input })
    const told = { heads: [], cellsOf: () => [], linesOf: requestLines, none: '' }
    tellAll({ values: { json: values.json }, rows: [request], ...told })
    return 0
  },
}

async function scenarioOf(text: string | undefined, file: string | undefined): Promise<string> {
  if ((text === undefined) === (file === undefined)) {
    throw usage('请用--scenario或--scenario-file写明使用场景，二者取一')
  }
  if (text !== undefined) return text
  return readFile(file!, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usage(`文件${file!}无法读取（${cause.code ?? ''}）`)
  })
}

/** `Type.field`, each given for itself. @throws {FederationError} `USAGE`. */
export function fieldSets(coordinates: readonly string[]): readonly FieldSet[] {
  const sets = new Map<string, string[]>()
  for (const coordinate of coordinates) {
    const [type = '', name = '', ...more] = coordinate.split('.')
    if (type === '' || name === '' || more.length > 0) throw usage('--field应写作“类型.字段”')
    sets.set(type, [...(sets.get(type) ?? []), name])
  }
  return [...sets].map(([type, names]) => ({ type, names }))
}
