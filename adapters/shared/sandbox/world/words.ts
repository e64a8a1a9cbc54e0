/**
 * The words the synthetic world is made of. Every name begins with 虚构 (fictitious) and carries its
 * number, every person is 虚构人 and characters of a counting series: nobody can be meant.
 */
import type { EntityKind } from '../../../../schemas/model/entity-type.ts'
import type { Province } from '../../../../schemas/model/province.ts'

/** Marks a name as made up; every synthetic entity and person begins with it. */
export const FICTITIOUS = '虚构'

/** Heavenly stems and earthly branches: a counting series, no family names among them by intent. */
export const PERSON_CHARACTERS = [...'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥']

export const REGION_WORDS: Readonly<Record<Province, readonly string[]>> = {
  SHANGHAI: ['沪江', '申浦', '沪滨'],
  JIANGSU: ['苏湖', '吴淮', '苏源'],
  ZHEJIANG: ['浙潮', '越溪', '浙屿'],
  ANHUI: ['皖岳', '徽原', '皖塘'],
}

export interface Industry {
  /** As it stands in names. */
  readonly word: string
  /** GB/T 4754-2017. */
  readonly code: string
  /** 经营范围, phrases. */
  readonly scope: readonly string[]
}

export const INDUSTRIES: readonly Industry[] = [
  {
    word: '贸易',
    code: '5190',
    scope: ['国内贸易代理', '日用百货销售', '货物进出口', '五金产品批发'],
  },
  {
    word: '科技',
    code: '7519',
    scope: ['技术服务、技术开发', '软件开发', '信息系统集成服务', '物联网技术研发'],
  },
  { word: '餐饮', code: '6210', scope: ['餐饮服务', '食品销售（仅销售预包装食品）', '餐饮管理'] },
  { word: '建材', code: '5165', scope: ['建筑材料销售', '轻质建筑材料制造', '建筑装饰材料销售'] },
  {
    word: '机械',
    code: '3499',
    scope: ['通用设备制造', '机械零件加工', '机械设备租赁', '机械设备销售'],
  },
  { word: '物流', code: '5810', scope: ['国内货物运输代理', '普通货物仓储服务', '道路货物运输'] },
  { word: '农业', code: '0141', scope: ['蔬菜种植', '初级农产品收购', '农产品的生产、销售、加工'] },
  {
    word: '咨询',
    code: '7243',
    scope: ['企业管理咨询', '信息咨询服务', '市场调查', '会议及展览服务'],
  },
  { word: '食品', code: '1499', scope: ['食品生产', '食品销售', '食品添加剂销售', '农副产品销售'] },
  {
    word: '服装',
    code: '1810',
    scope: ['服装制造', '服装服饰批发', '针纺织品销售', '服装服饰零售'],
  },
  {
    word: '医疗器械',
    code: '3589',
    scope: ['第一类医疗器械销售', '第二类医疗器械销售', '医疗设备租赁'],
  },
  {
    word: '文化传媒',
    code: '8625',
    scope: ['广告设计、代理', '文化艺术交流活动组织', '数字内容制作服务'],
  },
]

export interface EntityTypeWord {
  readonly kind: EntityKind
  /** CA16 style code and its text, as national systems write them. */
  readonly code: string
  readonly text: string
  /** Second character of the credit code, under department 9. */
  readonly category: '1' | '2' | '3'
  readonly suffixes: readonly string[]
  /** Share of all entities, per mille. */
  readonly weight: number
}

/** Companies that may have branches. The first two. */
export const HEAD_TYPES: readonly EntityTypeWord[] = [
  {
    kind: 'COMPANY',
    code: '1130',
    text: '有限责任公司（自然人投资或控股）',
    category: '1',
    suffixes: ['有限公司'],
    weight: 330,
  },
  {
    kind: 'JOINT_STOCK_COMPANY',
    code: '1200',
    text: '股份有限公司',
    category: '1',
    suffixes: ['股份有限公司'],
    weight: 35,
  },
]

export const BRANCH_TYPE: EntityTypeWord = {
  kind: 'BRANCH',
  code: '2130',
  text: '有限责任公司分公司（自然人投资或控股）',
  category: '1',
  suffixes: ['分公司'],
  weight: 0,
}

export const ENTITY_TYPES: readonly EntityTypeWord[] = [
  ...HEAD_TYPES,
  {
    kind: 'COMPANY',
    code: '1151',
    text: '有限责任公司（自然人独资）',
    category: '1',
    suffixes: ['有限公司'],
    weight: 210,
  },
  {
    kind: 'FOREIGN_INVESTED',
    code: '5100',
    text: '外商投资有限责任公司',
    category: '1',
    suffixes: ['有限公司'],
    weight: 15,
  },
  {
    kind: 'HMT_INVESTED',
    code: '6100',
    text: '港澳台投资有限责任公司',
    category: '1',
    suffixes: ['有限公司'],
    weight: 10,
  },
  {
    kind: 'PARTNERSHIP',
    code: '4533',
    text: '有限合伙企业',
    category: '1',
    suffixes: ['合伙企业（有限合伙）'],
    weight: 35,
  },
  {
    kind: 'SOLE_PROPRIETORSHIP',
    code: '4540',
    text: '个人独资企业',
    category: '1',
    suffixes: ['厂', '工作室'],
    weight: 40,
  },
  {
    kind: 'INDIVIDUAL_BUSINESS',
    code: '9600',
    text: '个体工商户',
    category: '2',
    suffixes: ['商行', '经营部', '店'],
    weight: 270,
  },
  {
    kind: 'COOPERATIVE',
    code: '9100',
    text: '农民专业合作社',
    category: '3',
    suffixes: ['农民专业合作社'],
    weight: 45,
  },
  {
    kind: 'NON_COMPANY_LEGAL_PERSON',
    code: '3100',
    text: '全民所有制企业',
    category: '1',
    suffixes: ['总厂'],
    weight: 5,
  },
  {
    kind: 'REPRESENTATIVE_OFFICE',
    code: '7200',
    text: '外国（地区）企业常驻代表机构',
    category: '1',
    suffixes: ['代表处'],
    weight: 5,
  },
]
