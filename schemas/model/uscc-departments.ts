/**
 * Characters 1 and 2 of a 统一社会信用代码: who registers (登记管理部门) and what kind (机构类别).
 * Source: GB 32100-2015 as reprinted, the standard itself was not at hand; other reprints differ in
 * departments other than 1, 2, 5, 9 and Y. Category 9 under department 9 is general knowledge.
 *
 * The category is what the entity was first registered as: an individual business that converts to
 * a company keeps its 92… code, so this is never the entity's type.
 */

export const DEPARTMENTS: Readonly<Record<string, string>> = {
  1: '机构编制',
  2: '外交',
  3: '司法行政',
  4: '文化',
  5: '民政',
  6: '旅游',
  7: '宗教',
  8: '工会',
  9: '市场监管（工商）',
  A: '中央军委改革和编制办公室',
  N: '农业',
  Y: '其他',
}

/** By characters 1 and 2 together. Other departments' categories are shown without a name. */
export const CATEGORIES: Readonly<Record<string, string>> = {
  11: '机关',
  12: '事业单位',
  13: '群众团体',
  19: '其他',
  51: '社会团体',
  52: '民办非企业单位',
  53: '基金会',
  59: '其他',
  91: '企业',
  92: '个体工商户',
  93: '农民专业合作社',
  99: '其他',
}
