/** The four provinces (省、直辖市) of the Yangtze Delta federation (长三角). Order is the order of every list. */
export const PROVINCES = ['SHANGHAI', 'JIANGSU', 'ZHEJIANG', 'ANHUI'] as const
export type Province = (typeof PROVINCES)[number]

interface ProvinceFacts {
  /** First two digits of its divisions, GB/T 2260. */
  readonly divisionPrefix: string
  /** 简称 in Chinese texts and messages. */
  readonly zh: string
  /** Folder name and command-line word. */
  readonly slug: Lowercase<Province>
}

export const PROVINCE_FACTS: Readonly<Record<Province, ProvinceFacts>> = {
  SHANGHAI: { divisionPrefix: '31', zh: '上海', slug: 'shanghai' },
  JIANGSU: { divisionPrefix: '32', zh: '江苏', slug: 'jiangsu' },
  ZHEJIANG: { divisionPrefix: '33', zh: '浙江', slug: 'zhejiang' },
  ANHUI: { divisionPrefix: '34', zh: '安徽', slug: 'anhui' },
}

export function isProvince(value: string): value is Province {
  return (PROVINCES as readonly string[]).includes(value)
}

/** The province of a command-line word such as `zhejiang`, or null. */
export function provinceOfSlug(slug: string): Province | null {
  return PROVINCES.find((province) => PROVINCE_FACTS[province].slug === slug) ?? null
}
