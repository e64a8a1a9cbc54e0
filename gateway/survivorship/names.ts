/** Which name an entity goes by (名称), and where sources disagree about it. */
import type { Province } from '../../schemas/model/province.ts'
import type { CalendarDay } from '../../schemas/model/time.ts'
import type { Evidence } from './answer.ts'
import type { Conflict } from './conflict.ts'
import type { RegistrarFinding } from './registrar.ts'

interface NameSaid {
  readonly province: Province
  readonly name: string
  readonly on: CalendarDay | null
}

export function namesOf(
  evidence: Evidence,
  finding: RegistrarFinding,
): { readonly name: string | null; readonly formerNames: readonly string[] } {
  const said = namesSaid(evidence)
  const name = finding.current?.record.name ?? agreedName(said)
  const former = evidence.answers.flatMap((answer) =>
    answer.records.flatMap((record) => record.formerNames),
  )
  return { name, formerNames: [...new Set(former)].filter((one) => one !== name).sort() }
}

/** Names that differ in more than width, blanks and brackets, and are no former name of the entity. */
export function nameConflicts(evidence: Evidence, finding: RegistrarFinding): Conflict[] {
  const said = namesSaid(evidence)
  if (said.length < 2) return []
  const { formerNames } = namesOf(evidence, finding)
  const explained = new Set(formerNames.map(folded))
  const current = finding.current?.record.name ?? null
  const spellings = new Set(
    said
      .map((one) => folded(one.name))
      .filter((spelling) => spelling === folded(current ?? '') || !explained.has(spelling)),
  )
  if (spellings.size < 2) return []
  const values = said.map(({ province, name, on }) => ({ province, value: name, on }))
  return [{ kind: 'NAME', field: 'name', values }]
}

function namesSaid({ answers }: Evidence): NameSaid[] {
  return answers.flatMap((answer) =>
    answer.records.flatMap((record) =>
      record.name === null
        ? []
        : [
            {
              province: answer.province,
              name: record.name,
              on: record.registration?.approvedOn ?? null,
            },
          ],
    ),
  )
}

/** Without the registrar's word: the one name all use. Where they differ the conflict shows them. */
function agreedName(said: readonly NameSaid[]): string | null {
  const [first] = said
  if (first === undefined) return null
  return said.every((one) => folded(one.name) === folded(first.name)) ? first.name : null
}

function folded(name: string): string {
  return name.normalize('NFKC').replace(/\s+/g, '')
}
