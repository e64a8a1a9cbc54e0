/**
 * Data grades (数据级别) and what they mean when they meet. Source: GB/T 43697-2024: core, important,
 * general; where they are mixed the highest counts. Personal information stands beside that order.
 */
export const GRADES = ['GENERAL', 'IMPORTANT', 'CORE', 'PERSONAL'] as const
export type Grade = (typeof GRADES)[number]

/** For messages. */
export const GRADE_NAMES: Readonly<Record<Grade, string>> = {
  GENERAL: '一般',
  IMPORTANT: '重要',
  CORE: '核心',
  PERSONAL: '个人信息',
}

const LEVELS = ['CORE', 'IMPORTANT', 'GENERAL'] as const

/** All of them must be covered: the highest level, and personal information, which is above general data. */
export function requiredGrades(grades: readonly Grade[]): readonly Grade[] {
  const personal = grades.includes('PERSONAL')
  const level = LEVELS.find((each) => grades.includes(each))
  if (!personal) return level === undefined ? [] : [level]
  return level === undefined || level === 'GENERAL' ? ['PERSONAL'] : [level, 'PERSONAL']
}

/** Whose data it is. An entity of unknown type may be a person. */
export type Subject = 'ORGANISATION' | 'INDIVIDUAL_BUSINESS' | 'UNKNOWN'

/**
 * Fields that say who or where a person is when the entity is an individual business (个体工商户):
 * its name is often its owner's, its address often his home.
 */
const PERSONAL_OF_INDIVIDUALS = new Set([
  'BusinessEntity.name',
  'BusinessEntity.formerNames',
  'Registration.address',
  'RegistrationChange.before',
  'RegistrationChange.after',
  'RegistrationNumberHit.name',
  'Branch.name',
  'ConflictValue.value',
  'TimelineEvent.summary',
])

/** The grades of a field for this subject. */
export function gradesFor(
  coordinate: string,
  grades: readonly Grade[],
  subject: Subject,
): readonly Grade[] {
  if (subject === 'ORGANISATION' || grades.length === 0) return grades
  return PERSONAL_OF_INDIVIDUALS.has(coordinate) ? [...grades, 'PERSONAL'] : grades
}
