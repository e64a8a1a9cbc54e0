import { describe, expect, it } from 'vitest'
import { mask, maskKindOf } from '../../../gateway/access/mask.ts'
import type { MaskKind } from '../../../gateway/access/mask.ts'

/** All names, numbers and addresses are made up. */
const EXAMPLES: [kind: MaskKind, value: string, masked: string | null][] = [
  ['PERSON_NAME', '张三', '张*'],
  ['PERSON_NAME', '王虚构', '王**'],
  ['PERSON_NAME', '欧阳虚构', '欧**'],
  ['PERSON_NAME', '阿卜杜拉·虚构江', '阿**'],
  ['PERSON_NAME', ' 李四 ', '李*'],
  ['PERSON_NAME', '𠮷虚构', '𠮷**'],
  ['PERSON_NAME', '甲', '*'],
  ['PERSON_NAME', '', '*'],
  ['PERSON_NAME', 'John Fictitious', 'J**'],
  ['IDENTITY_NUMBER', '11010519491231002X', '1****************X'],
  ['IDENTITY_NUMBER', '110105491231002', '1*************2'],
  ['IDENTITY_NUMBER', 'E00000000', 'E*******0'],
  ['IDENTITY_NUMBER', '1234567', '****'],
  ['IDENTITY_NUMBER', '', '****'],
  ['PHONE', '13800000000', '138****0000'],
  ['PHONE', '138-0000-0000', '138****0000'],
  ['PHONE', '+86 138 0000 1234', '138****1234'],
  ['PHONE', '１３８００００１２３４', '138****1234'],
  ['PHONE', '021-00001234', '****34'],
  ['PHONE', '(0551) 0000123 转 8', '****38'],
  ['PHONE', '12345', '****'],
  ['PHONE', '', '****'],
  ['ADDRESS', '上海市浦东新区虚构路1号2室', '上海市浦东新区****'],
  ['ADDRESS', '江苏省苏州市虚构区示例路5号', '江苏省苏州市****'],
  ['ADDRESS', '江苏省苏州市姑苏区示例路5号', '江苏省苏州市姑苏区****'],
  ['ADDRESS', '浙江省杭州市虚构小区3幢4单元', '浙江省杭州市****'],
  ['ADDRESS', '安徽省合肥市', '安徽省合肥市****'],
  ['ADDRESS', '江苏省苏州市昆山市虚构镇示例村7组', '江苏省苏州市昆山市****'],
  ['ADDRESS', '昆山市虚构镇', '昆山市****'],
  ['ADDRESS', '上海市市辖区虚构路1号', '上海市****'],
  ['ADDRESS', '上海市市场路8号', '上海市****'],
  ['ADDRESS', '虚构路9号', '****'],
  ['ADDRESS', '', '****'],
  ['TRADE_NAME', '上海市浦东新区张三小吃店', '上海市浦东新区****'],
  ['TRADE_NAME', '张三小吃店', '****'],
  ['TRADE_NAME', '上海市张三超市', '上海市****'],
  ['TRADE_NAME', '张三超市', '****'],
  ['TRADE_NAME', '合肥市庐阳区李四花店', '合肥市庐阳区****'],
  ['UNCHANGED', 'OPERATOR', 'OPERATOR'],
  ['WITHHELD', '法定代表人由张三变更为李四', null],
]

describe('masking', () => {
  it.each(EXAMPLES)('%s: “%s” becomes %s', (kind, value, masked) => {
    expect(mask(kind, value)).toBe(masked)
  })

  it.each<[coordinate: string, kind: MaskKind]>([
    ['Principal.name', 'PERSON_NAME'],
    ['Principal.role', 'UNCHANGED'],
    ['Registration.address', 'ADDRESS'],
    ['BusinessEntity.name', 'TRADE_NAME'],
    ['RegistrationChange.before', 'WITHHELD'],
    ['Penalty.content', 'WITHHELD'],
    ['New.field', 'WITHHELD'],
    ['constructor', 'WITHHELD'],
  ])('%s is masked as %s', (coordinate, kind) => {
    expect(maskKindOf(coordinate)).toBe(kind)
  })
})
