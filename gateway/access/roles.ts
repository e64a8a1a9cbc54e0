/** In which capacity somebody asks (角色). They come from the token; several are possible, and the narrowest counts. */
export const ROLES = {
  /** Of an agency, with a case. */
  OFFICER: '办案人员',
  /** A job of ours: list synchronisation, licence cross-checks. It has no officer. */
  SYSTEM: '系统任务',
  /** Whoever checks a licence in public. */
  PUBLIC: '社会公众',
  /** Reads the federation log and nothing else. */
  AUDITOR: '审计人员',
  /** Decides on requests of its own province; reads no data. */
  PROVINCE_ADMINISTRATOR: '省市管理员',
  /** Keeps the gateway running; reads no data. */
  OPERATOR: '运维人员',
} as const

export type Role = keyof typeof ROLES

export function isRole(word: string): word is Role {
  return Object.hasOwn(ROLES, word)
}
