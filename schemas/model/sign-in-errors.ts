/**
 * Sign-in (登录): the token endpoint, tokens that are shown, clients, trust, counters and quotas.
 * Part of the catalogue in errors.ts. `reason` is a fixed English word for programs and operators.
 */
export const SIGN_IN_ERRORS = {
  // --- a token that is shown -----------------------------------------------------------------
  SIGN_IN_TOKEN_MISSING: {
    status: 401,
    retryable: false,
    zh: '请求没有附上访问令牌，请先在/token登录，再以Authorization: Bearer附上令牌',
    fix: 'RFC 6750, section 2.1. `ydelta token` prints one.',
  },
  SIGN_IN_SCHEME_UNSUPPORTED: {
    status: 401,
    retryable: false,
    zh: '只接受以Bearer方式附上的访问令牌，请改用Authorization: Bearer',
    fix: 'Another scheme, or no single token behind the scheme.',
  },
  SIGN_IN_TOKEN_TWICE: {
    status: 400,
    retryable: false,
    zh: '访问令牌只能以一个Authorization请求头附上，不得重复，也不得写入地址，请更正后重试',
    fix: 'RFC 6750, section 2. Two readers may each take another token; addresses end up in logs.',
  },
  SIGN_IN_CLIENT_REMOVED: {
    status: 401,
    retryable: false,
    zh: '访问令牌的客户端已注销、停用或变更登记，请向本省市管理员核实后重新登录',
    fix: 'The client, its agency, one of its roles or the certificate of this token is registered no more.',
  },
  // --- the token endpoint --------------------------------------------------------------------
  SIGN_IN_METHOD_WRONG: {
    status: 405,
    retryable: false,
    zh: '此地址只接受{allowed}请求，请更正请求方法',
    fix: 'The token endpoint takes POST; metadata and keys are read by GET.',
  },
  SIGN_IN_FORM_INVALID: {
    status: 400,
    retryable: false,
    zh: '登录请求应为UTF-8编码的表单（application/x-www-form-urlencoded），请更正后重试',
    fix: 'RFC 6749, section 4.4.2: another content type, a content coding, or bytes that are no UTF-8.',
  },
  SIGN_IN_PARAMETER_TWICE: {
    status: 400,
    retryable: false,
    zh: '登录请求的参数{parameter}重复，请只保留一个',
    fix: 'RFC 6749, section 3.2. Two readers may each take another of the two.',
  },
  SIGN_IN_PARAMETER_MISSING: {
    status: 400,
    retryable: false,
    zh: '登录请求缺少参数{parameter}，请补充后重试',
    fix: 'grant_type, client_assertion_type, client_assertion, authorization_details.',
  },
  SIGN_IN_PARAMETER_INVALID: {
    status: 400,
    retryable: false,
    zh: '登录请求的参数{parameter}有误，请更正后重试',
    fix: 'client_assertion_type is that of RFC 7523; client_id, where given, is the client that signs.',
  },
  SIGN_IN_GRANT_TYPE_UNSUPPORTED: {
    status: 400,
    retryable: false,
    zh: '只支持grant_type为client_credentials的登录，请更正后重试',
    fix: 'RFC 6749, section 4.4.',
  },
  SIGN_IN_SECOND_METHOD: {
    status: 400,
    retryable: false,
    zh: '登录只能以client_assertion证明身份，请去除其他方式（{method}）',
    fix: 'RFC 6749, section 2.3: not more than one way to authenticate in one request.',
  },
  SIGN_IN_DETAILS_INVALID: {
    status: 400,
    retryable: false,
    zh: '查询说明（authorization_details）的{field}有误，请更正后重试',
    fix: 'RFC 9396: a JSON array of one object of type registry_query; see README for its fields.',
  },
  SIGN_IN_AGENCY_FOREIGN: {
    status: 403,
    retryable: false,
    zh: '客户端不属于机关{agency}，请以本机关的客户端登录',
    fix: 'The agency of the authorization details is not the one the client is registered for.',
  },
  SIGN_IN_ROLE_NOT_REGISTERED: {
    status: 403,
    retryable: false,
    zh: '客户端未登记角色{role}，请向本省市管理员申请',
    fix: '`ydelta clients` registers roles.',
  },
  SIGN_IN_ASSERTION_REPEATED: {
    status: 401,
    retryable: false,
    zh: '此登录凭证已使用过，请重新签发（更换jti）后再登录；如非本机关所为，请立即报告',
    fix: 'RFC 7523, section 3, item 7: the jti of an assertion counts once. A second use is a replay.',
  },
  SIGN_IN_UNDETERMINED: {
    status: 503,
    retryable: true,
    zh: '平台所存的证书吊销列表缺失、过期或有误（{reason}），暂无法核验登录证书，请稍后重试，或联系平台运维人员',
    fix: 'The gateway lacks evidence, not the client: lists in TRUST_FOLDER are missing, stale or damaged. `reason`: the code of the path.',
  },
  SIGN_IN_BUSY: {
    status: 503,
    retryable: true,
    zh: '同时登录的请求过多，请稍后重试',
    fix: 'More sign-ins are under way than this process serves at once.',
  },
  SIGN_IN_REPLAY_STORE_UNAVAILABLE: {
    status: 503,
    retryable: true,
    zh: '无法核对登录凭证是否已使用过，暂不能登录，请稍后重试',
    fix: 'The store of used ids does not answer. Nobody signs in meanwhile: a replay could not be told.',
  },
  SIGN_IN_STORE_UNAVAILABLE: {
    status: 503,
    retryable: true,
    zh: '无法读取客户端登记信息，请稍后重试',
    fix: 'PostgreSQL does not answer. Without it a removed client could not be told from others.',
  },
  // --- trust ---------------------------------------------------------------------------------
  TRUST_ANCHORS_MISSING: {
    status: 503,
    retryable: true,
    zh: '尚未配置受信任的根证书，暂不能核验证书，请联系平台运维人员',
    fix: 'No anchor of this purpose in TRUST_FOLDER: `ydelta certs anchors import`.',
  },
  TRUST_FOLDER_INVALID: {
    status: 503,
    retryable: false,
    zh: '信任库中的{file}有误（{reason}），暂不能核验证书，请联系平台运维人员',
    fix: 'It cannot be read, or a certificate differs from its row in anchors.json: treat as tampering until explained.',
  },
  // --- clients -------------------------------------------------------------------------------
  CLIENT_REGISTRATION_INVALID: {
    status: 400,
    retryable: false,
    zh: '客户端登记的{field}有误，请更正后重试',
    fix: 'id, agency, province, name, at least one role, one certificate or two while one is renewed.',
  },
  CLIENT_EXISTS: {
    status: 409,
    retryable: false,
    zh: '客户端{id}已登记，请换用其他编号，或先注销',
    fix: '`ydelta clients list` shows what is registered.',
  },
  CLIENT_NOT_REGISTERED: {
    status: 404,
    retryable: false,
    zh: '客户端{id}没有登记，请用ydelta clients list查找',
    fix: 'There is nothing to change or remove.',
  },
  // --- quotas --------------------------------------------------------------------------------
  QUOTA_EXCEEDED: {
    status: 429,
    retryable: true,
    zh: '贵机关以此目的（{purpose}）查询的主体数已达上限（{limit}个/{window}），请于{until}后再查询',
    fix: 'QUOTA_PER_MINUTE and QUOTA_PER_DAY count subjects per agency and purpose, over all processes.',
  },
  QUOTA_UNAVAILABLE: {
    status: 503,
    retryable: true,
    zh: '无法核对查询配额，请稍后重试',
    fix: 'The store of counters (Redis, else PostgreSQL) does not answer. Nothing is answered uncounted.',
  },
  TOKEN_NOT_ISSUED: {
    status: 502,
    retryable: true,
    zh: '网关未签发访问令牌（{reason}），请核对客户端和网关的时钟后重试',
    fix: 'For a command that signs in by itself; `reason` is the code the token endpoint gave.',
  },
} as const
