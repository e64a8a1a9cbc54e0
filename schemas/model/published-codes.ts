/**
 * Credit codes of real organisations as published by themselves or in public repositories: code and
 * name, nothing else, and nothing else may ever be added. Both checks of each were recomputed.
 * The group is the division inside the code; where the entity is now is another question.
 */
export interface PublishedCode {
  readonly code: string
  /** Short name, as it was published. */
  readonly name: string
}

export const PUBLISHED_CODES: readonly PublishedCode[] = [
  // Shanghai
  { code: '91310000132260250X', name: '上海汽车集团' },
  { code: '9131000013221158XC', name: '上海浦东发展银行' },
  { code: '9131000010000595XD', name: '交通银行' },
  { code: '913100006987613616', name: '上海网达软件' },
  { code: '91310000785643574Y', name: '上海索辰信息科技' },
  { code: '9131000074494301X3', name: '科大智能' },
  { code: '91310000631324319E', name: '上海良信电器' },
  { code: '913101157626272806', name: '中微半导体设备' },
  { code: '91310000607389788T', name: '上海微创医疗器械' },
  // Jiangsu
  { code: '9132070070404786XB', name: '江苏恒瑞医药' },
  { code: '91320800139859741X', name: '今世缘酒业' },
  { code: '91320500628396530U', name: '科沃斯' },
  { code: '91320594608243799B', name: '金红叶纸业' },
  { code: '91320505691330112T', name: '阿特斯阳光电力' },
  { code: '91320000743718216W', name: '恒力化纤' },
  { code: '91320583722291823U', name: '立讯电子（昆山）' },
  { code: '913205007317618904', name: '中利集团' },
  { code: '913201911348723659', name: '南瑞集团' },
  // Zhejiang
  { code: '91330000733796106P', name: '海康威视' },
  { code: '91330100799655058B', name: '阿里巴巴（中国）' },
  { code: '91330200711192037M', name: '宁波银行' },
  { code: '913300007368873961', name: '华友钴业' },
  { code: '91330000725252053F', name: '老板电器' },
  { code: '913300006096907427', name: '三花智控' },
  { code: '91330000712560575G', name: '新和成' },
  { code: '91330000704202137E', name: '浙江龙盛' },
  { code: '9133010060912074XW', name: '中策橡胶' },
  { code: '9133020114479257XW', name: '方太' },
  { code: '913300007043088475', name: '万马' },
  { code: '91330200MA283665X6', name: '奥克斯空调' },
  // Anhui
  { code: '91340000711771143J', name: '科大讯飞' },
  { code: '91340000711722608T', name: '中粮生物科技' },
  { code: '91340100743065219J', name: '鸿路钢构' },
  { code: '9134010068976734XU', name: '国盾量子' },
  { code: '91340000610400837Y', name: '马钢股份' },
  { code: '91340500150509144U', name: '马钢集团' },
  { code: '91340100586142822H', name: '联宝电子' },
  { code: '913400007199042708', name: '长信科技' },
  { code: '91340100728497523W', name: '合肥兴泰融资担保' },
  // National
  { code: '11100000MB0143028R', name: '国家市场监督管理总局' },
]
