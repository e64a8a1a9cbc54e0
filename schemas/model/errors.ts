/**
 * Every failure a caller can meet: a stable code, the HTTP status, whether asking again can help,
 * the Chinese message (what happened and what to do) and the fix for whoever operates the gateway.
 * A code is public API: add, never rename. The table in docs/errors.md is generated from here.
 * `{field}` in a message is filled from the error's details.
 */
import { ACCESS_ERRORS } from './access-errors.ts'
import { AUDIT_ERRORS } from './audit-errors.ts'
import { CERTIFICATE_ERRORS } from './certificate-errors.ts'
import { GATEHOUSE_ERRORS } from './gatehouse-errors.ts'
import { GRANT_ERRORS } from './grant-errors.ts'
import { LOG_ERRORS } from './log-errors.ts'
import { LOG_SERVICE_ERRORS } from './log-service-errors.ts'
import { SIGN_IN_ERRORS } from './sign-in-errors.ts'

interface CatalogueEntry {
  readonly status: number
  readonly retryable: boolean
  readonly zh: string
  /** For operators and integrators, in English: what the cause is and how to mend it. */
  readonly fix: string
}

export const CATALOGUE = {
  // --- identifiers -------------------------------------------------------------------------
  USCC_MALFORMED: {
    status: 400,
    retryable: false,
    zh: '统一社会信用代码应为18位数字或大写字母（不含I、O、S、V、Z），请核对后重新输入',
    fix: 'The code is not 18 characters of the GB 32100 alphabet. Compare it with the licence.',
  },
  USCC_ORG_CHECK_FAILED: {
    status: 400,
    retryable: false,
    zh: '统一社会信用代码第9至17位（组织机构代码）校验不符，请核对后重新输入',
    fix: 'Characters 9–17 fail the GB 11714 check: most likely one of them was mistyped.',
  },
  USCC_CHECK_FAILED: {
    status: 400,
    retryable: false,
    zh: '统一社会信用代码第18位校验不符，请核对后重新输入',
    fix: 'The GB 32100 check character does not fit: most likely one of characters 1–8 or 18 was mistyped.',
  },
  ORG_CODE_MALFORMED: {
    status: 400,
    retryable: false,
    zh: '组织机构代码应为8位数字或大写字母加1位校验码，请核对后重新输入',
    fix: 'The code is not 8 + 1 characters of GB 11714.',
  },
  ORG_CODE_CHECK_FAILED: {
    status: 400,
    retryable: false,
    zh: '组织机构代码校验位不符，请核对后重新输入',
    fix: 'The GB 11714 check character does not fit the eight characters before it.',
  },
  REGISTRATION_NUMBER_MALFORMED: {
    status: 400,
    retryable: false,
    zh: '注册号应为15位数字，请核对后重新输入',
    fix: 'The number is not 15 digits (GS15-2006).',
  },
  REGISTRATION_NUMBER_CHECK_FAILED: {
    status: 400,
    retryable: false,
    zh: '注册号第15位校验不符，请核对后重新输入',
    fix: 'The GS15-2006 check digit does not fit the fourteen digits before it.',
  },
  // --- registries --------------------------------------------------------------------------
  PROVINCE_TIMEOUT: {
    status: 504,
    retryable: true,
    zh: '{provinceName}登记系统未在{timeoutMs}毫秒内答复，其余省市的数据不受影响，请稍后重试',
    fix: 'The registry did not answer within its deadline. Look at its latency metric and at the registry.',
  },
  PROVINCE_UNREACHABLE: {
    status: 502,
    retryable: true,
    zh: '{provinceName}登记系统暂时无法连接，其余省市的数据不受影响，请稍后重试',
    fix: 'Connection refused, reset or closed early. Check the registry address and the network.',
  },
  PROVINCE_SUSPENDED: {
    status: 503,
    retryable: true,
    zh: '{provinceName}登记系统连续失败，已暂停访问，请稍后重试',
    fix: 'The circuit breaker is open after repeated failures; it tries again by itself.',
  },
  PROVINCE_ERROR: {
    status: 502,
    retryable: true,
    zh: '{provinceName}登记系统返回错误，其余省市的数据不受影响，请稍后重试',
    fix: 'The registry answered with an error of its own; its code is in the log.',
  },
  PROVINCE_BAD_ANSWER: {
    status: 502,
    retryable: true,
    zh: '{provinceName}登记系统的答复无法解读，其余省市的数据不受影响，请联系平台运维人员',
    fix: 'Not the agreed format or charset (HTML, half a document, wrong encoding). See the log.',
  },
  PROVINCE_BAD_RECORD: {
    status: 502,
    retryable: false,
    zh: '{provinceName}登记系统提供的该主体记录不完整或有误，请向登记机关核实',
    fix: 'The answer was readable but this record lacks or contradicts what identifies it. See the log.',
  },
  PROVINCE_REFUSED_PROMISE: {
    status: 502,
    retryable: true,
    zh: '{provinceName}前置网关未采信存证回执（{reason}），未提供数据，请稍后重试',
    fix: 'The gatehouse found no valid log promise with the request; `reason` is its code. Keys, clocks, or a request that was not logged.',
  },
  PROVINCE_REFUSED_SIGNATURE: {
    status: 502,
    retryable: false,
    zh: '{provinceName}登记系统拒绝了本平台的签名，请联系平台运维人员',
    fix: 'The registry refused our credentials or signature. Check key, secret and token of this province.',
  },
  PROVINCE_CLOCK_SKEW: {
    status: 502,
    retryable: false,
    zh: '{provinceName}登记系统认为时钟偏差过大，请联系平台运维人员校时',
    fix: 'The registry says our clock is off by more than it allows (90 s in Zhejiang). Synchronise clocks.',
  },
  // --- requests ----------------------------------------------------------------------------
  BATCH_TOO_LARGE: {
    status: 400,
    retryable: false,
    zh: '一次最多查询{limit}个代码，本次为{value}个，请分批查询',
    fix: 'Split the list of codes.',
  },
  PAGE_TOO_LARGE: {
    status: 400,
    retryable: false,
    zh: '每页最多{limit}条，本次为{value}条，请减小first',
    fix: 'Ask for a smaller page and follow the cursor. `first` is from 1 up to the limit.',
  },
  CURSOR_INVALID: {
    status: 400,
    retryable: false,
    zh: '翻页游标无效或不属于本次查询，请从第一页重新查询',
    fix: 'A cursor belongs to one query with the same filter; it cannot be edited or reused elsewhere.',
  },
  FILTER_EMPTY: {
    status: 400,
    retryable: false,
    zh: '请至少填写名称或负责人姓名中的一项',
    fix: 'searchEntities needs a name or a principal; province and state only narrow the result.',
  },
  QUERY_TOO_DEEP: {
    status: 400,
    retryable: false,
    zh: '查询层级为{value}，超过上限{limit}，请减少嵌套',
    fix: 'Reduce the nesting of the selection.',
  },
  QUERY_TOO_COSTLY: {
    status: 400,
    retryable: false,
    zh: '查询开销为{value}，超过上限{limit}，请减少字段或分批查询',
    fix: 'Ask for fewer fields, fewer codes or smaller pages.',
  },
  QUERY_TOO_MANY_ALIASES: {
    status: 400,
    retryable: false,
    zh: '查询使用了{value}个别名，超过上限{limit}，请改用entities批量查询',
    fix: 'Use entities(usccs:) in place of many aliased entity fields.',
  },
  QUERY_TOO_LONG: {
    status: 400,
    retryable: false,
    zh: '查询文本超过{limit}个词法单元，请缩短查询',
    fix: 'Shorten the document.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    retryable: false,
    zh: '请求正文超过{limit}字节，请缩短请求',
    fix: 'Shorten the request body.',
  },
  REQUEST_MALFORMED: {
    status: 400,
    retryable: false,
    zh: '请求格式不正确，请检查GraphQL语法和参数',
    fix: 'The document does not parse, does not validate, or a variable has the wrong type. See `reason`.',
  },
  MEDIA_TYPE_UNSUPPORTED: {
    status: 415,
    retryable: false,
    zh: '请求正文只接受application/json，请设置content-type后重试',
    fix: 'Send the body as JSON with `content-type: application/json`.',
  },
  ANSWER_TYPE_UNSUPPORTED: {
    status: 406,
    retryable: false,
    zh: '只能以application/graphql-response+json或application/json答复，请修改accept后重试',
    fix: 'Accept one of the two media types, or leave the header out.',
  },
  MUTATION_BY_GET: {
    status: 405,
    retryable: false,
    zh: '变更类操作只能以POST提交，请改用POST',
    fix: 'GraphQL over HTTP: GET must not execute mutations.',
  },
  PATH_UNKNOWN: {
    status: 404,
    retryable: false,
    zh: '没有此地址，GraphQL接口在/graphql',
    fix: 'The gateway serves /graphql, /healthz, /readyz and /metrics.',
  },
  SHUTTING_DOWN: {
    status: 503,
    retryable: true,
    zh: '服务正在停止，请稍后重试',
    fix: 'This process has received SIGTERM. Ask another one or ask again.',
  },
  INTERNAL: {
    status: 500,
    retryable: true,
    zh: '平台内部错误，请凭请求编号联系平台运维人员',
    fix: 'A fault of the gateway itself. Find the request id in the log.',
  },
  // --- start-up and command line -----------------------------------------------------------
  CONFIG_INVALID: {
    status: 500,
    retryable: false,
    zh: '配置有误，服务未启动：{problems}',
    fix: 'Mend every setting that is named, then start again.',
  },
  DATABASE_FOLDER_IN_USE: {
    status: 500,
    retryable: false,
    zh: '数据目录{folder}正由另一进程（进程号{pid}）使用，请先停止该进程，或换用另一目录',
    fix: 'Two gateways must not share one data folder. Stop the other one, or start this one elsewhere.',
  },
  DATABASE_START_FAILED: {
    status: 500,
    retryable: false,
    zh: '本机数据库未能启动：{reason}',
    fix: 'The private PostgreSQL server did not start; its own words are in the log. Or set DATABASE_URL.',
  },
  STATE_FOLDER_UNUSABLE: {
    status: 500,
    retryable: false,
    zh: '状态目录{folder}无法使用（{reason}），请检查权限和磁盘空间，或用--state换用其他目录',
    fix: 'The folder for keys, indexes and the private database cannot be made or written.',
  },
  DATABASE_UNAVAILABLE: {
    status: 500,
    retryable: true,
    zh: '数据库无法连接：{reason}，请检查DATABASE_URL和数据库服务',
    fix: 'PostgreSQL could not be reached or refused the login when the process started.',
  },
  DATABASE_NOT_MIGRATED: {
    status: 500,
    retryable: false,
    zh: '数据库尚未升级（{pending}），请先运行ydelta migrate，或以serve --migrate启动',
    fix: 'The named migrations have not run on this database.',
  },
  PORT_UNAVAILABLE: {
    status: 500,
    retryable: false,
    zh: '无法监听{host}:{port}（{reason}），请换用其他端口或停止占用它的进程',
    fix: 'Another process has the port, or this one may not use it. Choose another by PORT or --port.',
  },
  DATA_FILE_INVALID: {
    status: 400,
    retryable: false,
    zh: '数据文件第{line}行有误：{problem}',
    fix: 'The line is not of the NDJSON form documented in docs/sandbox.md.',
  },
  GATEWAY_UNREACHABLE: {
    status: 502,
    retryable: true,
    zh: '网关{url}无法连接，请先运行npm start，或用--url写明地址',
    fix: 'The command line could not reach the gateway it was told to ask.',
  },
  CHILD_FAILED: {
    status: 500,
    retryable: false,
    zh: '进程“{name}”未能启动：{problem}，请查看上方输出',
    fix: 'A process that `ydelta dev` started ended before it was ready. Its own output says why.',
  },
  USAGE: {
    status: 400,
    retryable: false,
    zh: '命令用法有误：{problem}',
    fix: 'See `ydelta --help`.',
  },
  // --- certificates of ours ----------------------------------------------------------------
  CERTS_MISSING: {
    status: 404,
    retryable: false,
    zh: '{party}还没有证书，请先运行：ydelta certs make {party}',
    fix: 'The party has no hierarchy, or no certificate of this purpose, in this state folder.',
  },
  CERTS_STATE_INVALID: {
    status: 500,
    retryable: false,
    zh: '证书状态文件{file}无法解读，请从备份恢复，或删除该方的certs目录后重新生成（原有证书将失效）',
    fix: 'The newest version of a hierarchy is damaged. Nothing is signed on a guess.',
  },
  CERTS_KEY_MISSING: {
    status: 500,
    retryable: false,
    zh: '缺少私钥文件{file}，请将离线保管的私钥放回该处后重试',
    fix: 'The key is not in the folder, for instance because the root key is kept offline. Put it back for this one operation.',
  },
  CERTS_PROFILE_NOT_ISSUED: {
    status: 400,
    retryable: false,
    zh: '{party}不签发{profile}用途的证书，请换用签发该用途的一方',
    fix: 'Each party issues only the purposes of its row in certs/parties.ts.',
  },
  CERTS_NAME_INVALID: {
    status: 400,
    retryable: false,
    zh: '证书名称中的{attribute}（{value}）不合要求：应为1至64个汉字、英文字母、数字或常用标点，首尾无空格',
    fix: 'Other characters can be confused with these, and every verifier here refuses them.',
  },
  CERTS_NAME_OUTSIDE: {
    status: 400,
    retryable: false,
    zh: '名称（{name}）不在签发机构的许可范围（{permitted}）之内，请向所属地的签发机构申请',
    fix: 'The issuing authority is name-constrained: such a certificate would be refused everywhere.',
  },
  CERTS_ISSUER_UNUSABLE: {
    status: 409,
    retryable: false,
    zh: '{party}的签发机构{authority}不能签发（{reason}），请先更换：ydelta certs rotate {party}',
    fix: 'The current authority has expired or was revoked. Rotate it; a new root is a new anchor.',
  },
  CERTS_SIGNER_UNUSABLE: {
    status: 409,
    retryable: false,
    zh: '{party}的{signer}证书不能使用（{reason}），请先更换：ydelta certs rotate {party} --what {signer}',
    fix: 'The current signer has expired or was revoked.',
  },
  CERTS_SERIAL_UNKNOWN: {
    status: 404,
    retryable: false,
    zh: '{party}没有签发过序列号为{serial}的证书，请用ydelta certs list查找',
    fix: 'Serial numbers are hexadecimal, as `certs list` and `certs inspect` print them.',
  },
  CERTS_ALREADY_REVOKED: {
    status: 409,
    retryable: false,
    zh: '序列号为{serial}的证书此前已吊销，无需再次操作',
    fix: 'The first revocation stands, with its reason and instant.',
  },
  CERTS_ROOT_NOT_REVOCABLE: {
    status: 400,
    retryable: false,
    zh: '根证书（{serial}）不能由自己吊销，请更换根证书，并从各方的信任库中删去旧的',
    fix: 'Whoever has a stolen root key could sign the list as well. Remove the anchor instead: certs/README.md.',
  },
  CERTS_ANCHOR_INVALID: {
    status: 500,
    retryable: false,
    zh: '信任库中的根证书{file}有误（{reason}），请核对指纹后重新导入',
    fix: 'A certificate differs from its row, or is no root of that party: treat as tampering until explained.',
  },
  CERTS_FILE_INVALID: {
    status: 400,
    retryable: false,
    zh: '文件{file}不能使用（{reason}），请检查路径和内容',
    fix: 'It cannot be read or written, or is no certificate, revocation list, request or PKCS#12 file.',
  },
  CSR_INVALID: {
    status: 400,
    retryable: false,
    zh: '证书签名请求不能使用（{reason}），请重新生成',
    fix: 'PKCS#10 with an RSA key, signed with SHA-256 or better.',
  },
  CSR_SIGNATURE_INVALID: {
    status: 400,
    retryable: false,
    zh: '证书签名请求的签名与其公钥不符，申请人未证明持有私钥，请重新生成',
    fix: 'The request was altered, or made without the private key.',
  },
  CSR_KEY_WEAK: {
    status: 400,
    retryable: false,
    zh: '证书签名请求的RSA公钥不合要求（{bits}位，指数{exponent}），请用2048至4096位、指数65537的密钥重新生成',
    fix: '2048 to 4096 bits, an odd exponent of at least 65537 and below 2^32.',
  },
  CSR_NAME_UNSUITABLE: {
    status: 400,
    retryable: false,
    zh: '证书签名请求的名称（{name}）应含C、ST、O、CN，可含OU，各一次，不含其他项，请重新生成',
    fix: 'A name made of exactly these attributes; ST where the authority belongs to a province.',
  },
  PKCS12_PASSWORD_WEAK: {
    status: 400,
    retryable: false,
    zh: 'PKCS#12文件的口令应为12至128个可打印的ASCII字符，不含空格，请更换口令',
    fix: 'Shorter ones are guessed; others are read differently by different programs.',
  },
  PKCS12_PASSWORD_WRONG: {
    status: 400,
    retryable: false,
    zh: 'PKCS#12文件的口令不正确，请核对后重试',
    fix: 'The file does not open with this password, or was altered.',
  },
  PKCS12_INVALID: {
    status: 400,
    retryable: false,
    zh: 'PKCS#12文件无法解读，请重新导出（RSA密钥，AES或3DES加密）',
    fix: 'Not PKCS#12, without exactly one RSA key and its certificate, or with an algorithm node-forge lacks.',
  },
  ...CERTIFICATE_ERRORS,
  ...LOG_ERRORS,
  ...ACCESS_ERRORS,
  ...SIGN_IN_ERRORS,
  ...GRANT_ERRORS,
  ...LOG_SERVICE_ERRORS,
  ...GATEHOUSE_ERRORS,
  ...AUDIT_ERRORS,
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof CATALOGUE
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>

/** A failure with a stable code. `details` may reach the caller; `cause` goes to the log only. */
export class FederationError extends Error {
  override readonly name = 'FederationError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(fill(CATALOGUE[code].zh, details), options)
    this.code = code
    this.details = details
  }

  get status(): number {
    return CATALOGUE[this.code].status
  }

  get retryable(): boolean {
    return CATALOGUE[this.code].retryable
  }
}

function fill(template: string, details: ErrorDetails): string {
  return template.replace(/\{(\w+)\}/g, (_, field: string) => String(details[field] ?? '?'))
}
