/**
 * One entity as the graph shows it: made from four answers, each part only when it is asked for.
 * Pure: the same evidence gives the same view, in whatever order the provinces answered.
 */
import type { Authority } from '../../schemas/model/authority.ts'
import type { Province } from '../../schemas/model/province.ts'
import type { RegistryRecord } from '../../schemas/model/record.ts'
import type { Uscc } from '../../schemas/model/uscc.ts'
import { hasSpoken } from './answer.ts'
import type { Evidence, ProvinceAnswer } from './answer.ts'
import type { Conflict } from './conflict.ts'
import { mergeSection } from './merge-decisions.ts'
import type { MergeRule, MergedSection } from './merge-decisions.ts'
import { nameConflicts, namesOf } from './names.ts'
import { previousRegistrarsOf } from './previous-registrars.ts'
import type { PreviousRegistrar } from './previous-registrars.ts'
import { findRegistrar } from './registrar.ts'
import type { RegistrarFinding, RegistrarState } from './registrar.ts'
import * as rules from './rules.ts'

/** The list sections of a record, by their rules. */
export const SECTION_RULES = {
  permits: rules.permitRule,
  penalties: rules.penaltyRule,
  abnormalListings: rules.abnormalRule,
  seriousViolationListings: rules.seriousRule,
  dishonestDebtorListings: rules.debtorRule,
  inspections: rules.inspectionRule,
  changes: rules.changeRule,
  branches: rules.branchRule,
} as const
export type SectionName = keyof typeof SECTION_RULES
export type RowOf<Name extends SectionName> = RegistryRecord[Name][number]

export class EntityView {
  readonly evidence: Evidence
  #finding: RegistrarFinding | undefined
  #conflicts: readonly Conflict[] | undefined
  readonly #sections = new Map<SectionName, MergedSection<unknown>>()

  constructor(evidence: Evidence) {
    this.evidence = evidence
  }

  get uscc(): Uscc {
    return this.evidence.uscc
  }

  /** False when no source has said anything: lists are then null, never empty. */
  get anyoneSpoke(): boolean {
    return this.evidence.answers.some(hasSpoken)
  }

  get finding(): RegistrarFinding {
    return (this.#finding ??= findRegistrar(this.evidence))
  }

  get registrar(): Authority | null {
    return this.finding.authority
  }

  get registrarState(): RegistrarState {
    return this.finding.state
  }

  get previousRegistrars(): readonly PreviousRegistrar[] | null {
    return this.anyoneSpoke ? previousRegistrarsOf(this.finding, this.evidence.today) : null
  }

  /** From the registrar; without it the name the other sources use, if they agree. */
  get name(): string | null {
    return namesOf(this.evidence, this.finding).name
  }

  get formerNames(): readonly string[] | null {
    return this.anyoneSpoke ? namesOf(this.evidence, this.finding).formerNames : null
  }

  /** The first head office a source names, the registrar's word before the others'. */
  get headOfficeUscc(): Uscc | null {
    const own = this.finding.current?.record.headOffice?.uscc
    return own ?? this.records().find((record) => record.headOffice?.uscc)?.headOffice?.uscc ?? null
  }

  section<Name extends SectionName>(name: Name): MergedSection<RowOf<Name>> {
    const known = this.#sections.get(name)
    if (known !== undefined) return known as MergedSection<RowOf<Name>>
    const { answers, knowledge, today } = this.evidence
    const merged = mergeSection(SECTION_RULES[name] as unknown as MergeRule<RowOf<Name>>, {
      answers,
      rowsOf: (answer) => rowsOf(answer, name),
      registrar: this.finding.current?.answer.province ?? null,
      knownRemovals: knowledge?.removals ?? NO_REMOVALS,
      today,
    })
    this.#sections.set(name, merged)
    return merged
  }

  get conflicts(): readonly Conflict[] {
    return (this.#conflicts ??= [
      ...registrationConflicts(this.finding),
      ...duplicateCodes(this.evidence),
      ...nameConflicts(this.evidence, this.finding),
      ...SECTION_NAMES.flatMap((name) => this.section(name).conflicts),
    ])
  }

  /** Provinces that failed now, with their code; STALE ones failed too but are shown. */
  get failures(): readonly ProvinceAnswer[] {
    return this.evidence.answers.filter((answer) => !hasSpoken(answer))
  }

  private records(): RegistryRecord[] {
    return this.evidence.answers.flatMap((answer) => answer.records)
  }
}

const SECTION_NAMES = Object.keys(SECTION_RULES) as SectionName[]
const NO_REMOVALS: ReadonlySet<string> = new Set()

function rowsOf<Name extends SectionName>(
  answer: ProvinceAnswer,
  name: Name,
): readonly RowOf<Name>[] {
  const { records } = answer
  if (records.length === 1) return records[0]![name] as readonly unknown[] as readonly RowOf<Name>[]
  return records.flatMap((record) => record[name] as readonly unknown[] as RowOf<Name>[])
}

function registrationConflicts(finding: RegistrarFinding): Conflict[] {
  if (finding.disputed.length === 0) return []
  const values = finding.disputed.map(({ answer, registration }) => ({
    province: answer.province,
    value: registration.authority?.name ?? registration.authority?.code ?? null,
    on: registration.approvedOn,
  }))
  return [{ kind: 'REGISTRATION', field: 'registration', values: inOrder(values) }]
}

function duplicateCodes({ answers }: Evidence): Conflict[] {
  return answers
    .filter((answer) => answer.records.length > 1)
    .map((answer) => ({
      kind: 'DUPLICATE_CODE',
      field: 'uscc',
      values: answer.records.map((record) => ({
        province: answer.province,
        value: record.name,
        on: record.registration?.approvedOn ?? null,
      })),
    }))
}

function inOrder<T extends { readonly province: Province }>(values: readonly T[]): T[] {
  return [...values].sort((a, b) => (a.province < b.province ? -1 : 1))
}
