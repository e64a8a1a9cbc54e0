/**
 * Legal bases (法律依据) on which an agency may ask. The rows are what this project found published;
 * they are not legal advice, and a deployment replaces the table by the one its authorities adopt.
 * Whoever can change it can make any question look lawful.
 */
export interface LegalBasis {
  /** Law or rule, with its number where it has one. */
  readonly law: string
  /** Article; null where the rule as a whole is meant. */
  readonly article: string | null
  /** What it allows, in a few words. */
  readonly zh: string
  /** Where the text was seen. */
  readonly source: string
}

export type LegalBasisTable = Readonly<Record<string, LegalBasis>>

const REPOST = 'published text, repost'
const LAW_TEXTS = 'LawRefBook/Laws'

const basis = (law: string, article: string | null, zh: string, source: string): LegalBasis => ({
  law,
  article,
  zh,
  source,
})

const ENTITY_REGULATION = '市场主体登记管理条例'
const PENALTY_LAW = '行政处罚法'
const PUBLICITY_REGULATION = '企业信息公示暂行条例'
const ORDER_44 = '市场监督管理严重违法失信名单管理办法（市场监管总局令第44号）'

export const LEGAL_BASES = {
  ENTITY_REGULATION_12: basis(ENTITY_REGULATION, '第十二条', '法定代表人任职限制', LAW_TEXTS),
  ENTITY_REGULATION_19: basis(ENTITY_REGULATION, '第十九条', '登记申请的形式审查', LAW_TEXTS),
  ENTITY_REGULATION_20: basis(ENTITY_REGULATION, '第二十条', '不予登记', LAW_TEXTS),
  ENTITY_REGULATION_22: basis(ENTITY_REGULATION, '第二十二条', '电子营业执照', LAW_TEXTS),
  ENTITY_REGULATION_27: basis(ENTITY_REGULATION, '第二十七条', '迁移登记', LAW_TEXTS),
  ENTITY_REGULATION_40: basis(ENTITY_REGULATION, '第四十条', '虚假登记的撤销', LAW_TEXTS),
  COMPANY_LAW_178: basis('公司法（2023年修订）', '第一百七十八条', '任职资格', LAW_TEXTS),
  PUBLICITY_REGULATION_6: basis(PUBLICITY_REGULATION, '第六条', '部门公示许可与处罚信息', REPOST),
  PUBLICITY_REGULATION_17: basis(PUBLICITY_REGULATION, '第十七条', '经营异常名录', LAW_TEXTS),
  ORDER_44_2: basis(ORDER_44, '第二条', '列入严重违法失信名单', REPOST),
  ORDER_44_15: basis(ORDER_44, '第十五条', '对列入名单者的管理措施', REPOST),
  PENALTY_LAW_26: basis(PENALTY_LAW, '第二十六条', '请求协助', LAW_TEXTS),
  PENALTY_LAW_27: basis(PENALTY_LAW, '第二十七条', '移送司法机关', LAW_TEXTS),
  PENALTY_LAW_48: basis(PENALTY_LAW, '第四十八条', '处罚决定的公开与撤回', LAW_TEXTS),
  PENALTY_LAW_51: basis(PENALTY_LAW, '第五十一条', '简易程序', LAW_TEXTS),
  ORDER_107: basis(
    '市场监督管理信用修复管理办法（市场监管总局令第107号）',
    null,
    '信用修复',
    REPOST,
  ),
  NDRC_REPAIR_3: basis('信用修复管理办法（国家发展改革委）', '第三条', '信用修复的效力', REPOST),
  E_LICENCE_11: basis('电子营业执照管理办法（试行）', '第十一条', '公众在线核验', REPOST),
  DATA_SECURITY_LAW_38: basis('数据安全法', '第三十八条', '为履行法定职责使用数据', LAW_TEXTS),
  DATA_SECURITY_LAW_39: basis('数据安全法', '第三十九条', '政务数据安全管理', LAW_TEXTS),
  ORDER_809: basis('政务数据共享条例（国务院令第809号）', null, '政务数据共享的申请与审核', REPOST),
  PERSONAL_INFORMATION_LAW_54: basis('个人信息保护法', '第五十四条', '合规审计', LAW_TEXTS),
} as const satisfies LegalBasisTable

/** Null when the table has no such basis. */
export function legalBasisOf(table: LegalBasisTable, id: string): LegalBasis | null {
  return Object.hasOwn(table, id) ? table[id]! : null
}
