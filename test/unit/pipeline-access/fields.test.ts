/**
 * Every field that is more than general data for somebody, on every route to it and on every way of
 * execution: what is not granted, or granted masked, stands nowhere in the answer.
 */
import { describe, expect, it } from 'vitest'
import { gradesFor } from '../../../gateway/access/grades.ts'
import { maskKindOf } from '../../../gateway/access/mask.ts'
import { EXECUTION_PATHS } from '../../../gateway/pipeline/execution-paths.ts'
import { isSensitive } from '../../../gateway/pipeline/field-table.ts'
import { groundsOf, openGuarded } from '../../support/open-guarded.ts'
import type { GraphAnswer } from '../../support/open-graph.ts'
import { TABLE, wholeGrants } from './any-grants.ts'
import { FORCED, WAYS, watchPaths } from './forced-paths.ts'
import { decoded } from './decoded.ts'
import { documentOf, routesTo } from './routes.ts'
import type { Route } from './routes.ts'
import { SECRETS, SUBJECTS, subjectCode, tellOf } from './sensitive-records.ts'
import type { SubjectCase } from './sensitive-records.ts'

const SENSITIVE = [...TABLE.entries()]
  .filter(([coordinate, facts]) => isSensitive(coordinate, facts))
  .map(([coordinate]) => coordinate)
  .sort()

it('walks every registered way of execution', () => {
  expect(Object.keys(FORCED).sort()).toEqual(Object.keys(EXECUTION_PATHS).sort())
})

it('knows a text for every sensitive field of the schema', () => {
  expect(Object.keys(SECRETS).sort()).toEqual(SENSITIVE)
})

it('finds a route to every sensitive field', () => {
  expect(SENSITIVE.filter((coordinate) => routesTo(coordinate).length === 0)).toEqual([])
})

describe.each(WAYS)('by $path, direct: $direct', ({ path, direct }) => {
  const graph = openGuarded({
    direct,
    limits: { maxAliases: 200, maxTokens: 10_000, maxCost: 1_000_000 },
  })

  describe.each(SUBJECTS)('of $title', (subject) => {
    /** One after the other: a field that bars a province would hide what another one lets out. */
    it.each(SENSITIVE)('%s without personal data granted', async (coordinate) => {
      const { text, data } = await answerTo([coordinate], subject, {})
      const shown = isShown(coordinate, subject, 'NO')
      expect(shown ? missing([coordinate], data) : leaking([coordinate], text)).toEqual([])
    })

    it.each(['MASKED', 'CLEAR'] as const)('all with personal data %s', async (clarity) => {
      const taken = watchPaths()
      const { text, data } = await answerTo(SENSITIVE, subject, { PERSONAL: clarity })
      const hidden = SENSITIVE.filter((coordinate) => !isShown(coordinate, subject, clarity))
      expect(leaking(hidden, text)).toEqual([])
      // A search by name leaves out who can be a person by his code, with all that could be shown of him.
      const isLeftOut = clarity === 'MASKED' && !/^9[13]/.test(subject.first8)
      const routed = isLeftOut ? notSearched : () => true
      const shown = missing(SENSITIVE, data, routed).filter((one) => !hidden.includes(one))
      expect(shown).toEqual([])
      expect(taken).toEqual([path])
    })
  })

  function answerTo(
    coordinates: readonly string[],
    subject: SubjectCase,
    personal: { readonly PERSONAL?: 'MASKED' | 'CLEAR' },
  ) {
    graph.grounds = groundsOf(wholeGrants({ grades: { GENERAL: 'CLEAR', ...personal } }))
    tellOf(subject, graph.adapters)
    const variables = { uscc: subjectCode(subject, 1) }
    return graph.ask(FORCED[path](documentOf(coordinates.flatMap(routesTo))), { variables })
  }
})

function leaking(coordinates: readonly string[], text: string): readonly string[] {
  const all = decoded(text)
  return coordinates.filter((coordinate) => all.includes(SECRETS[coordinate]!))
}

/** Those whose text is not in the answer of each of their routes. */
function missing(
  coordinates: readonly string[],
  data: GraphAnswer['data'],
  isWanted: (route: Route) => boolean = () => true,
): readonly string[] {
  const routes = coordinates.flatMap((coordinate) =>
    routesTo(coordinate).map((route) => [coordinate, route] as const),
  )
  return routes.flatMap(([coordinate, route], i) => {
    if (!isWanted(route)) return []
    const isThere = JSON.stringify(data?.[`r${i}`] ?? null).includes(SECRETS[coordinate]!)
    return isThere ? [] : [coordinate]
  })
}

function notSearched([root]: Route): boolean {
  return !root!.startsWith('searchEntities')
}

function isShown(
  coordinate: string,
  subject: SubjectCase,
  clarity: 'NO' | 'MASKED' | 'CLEAR',
): boolean {
  if (!isPersonal(coordinate, subject) || clarity === 'CLEAR') return true
  return clarity === 'MASKED' && maskKindOf(coordinate) === 'UNCHANGED'
}

function isPersonal(coordinate: string, { isPerson }: SubjectCase): boolean {
  const subject = isPerson ? 'INDIVIDUAL_BUSINESS' : 'ORGANISATION'
  // A row without a code is nobody's in particular.
  const whose = coordinate.startsWith('RegistrationNumberHit.') ? 'UNKNOWN' : subject
  return gradesFor(coordinate, TABLE.get(coordinate)!.grades, whose).includes('PERSONAL')
}
