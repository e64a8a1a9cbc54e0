/** Part of the catalogue in errors.ts: grants, from the catalogue to what is kept of them. */
export const GRANT_ERRORS = {
  GRANTS_UNAVAILABLE: {
    status: 503,
    retryable: true,
    zh: '授权数据暂时无法读取，为防止越权，本次未予处理，请稍后重试',
    fix: 'PostgreSQL did not answer. Nothing is decided on grants that may have been revoked meanwhile.',
  },
  GRANTS_ROLE_WRONG: {
    status: 403,
    retryable: false,
    zh: '只有办案人员和省市管理员可以办理共享申请，请使用相应的身份',
    fix: 'Officers file for their own agency, administrators review for their own province; nobody else.',
  },
  CATALOGUE_ENTRY_UNKNOWN: {
    status: 404,
    retryable: false,
    zh: '数据目录中没有条目{entry}，请在catalogue中查找',
    fix: 'The id of an entry, as the field `catalogue` gives it.',
  },
  GRANT_REQUEST_UNKNOWN: {
    status: 404,
    retryable: false,
    zh: '没有编号为{request}的申请，或不属于贵方，请核对编号',
    fix: 'The same answer for what is not there and for what is not yours to see.',
  },
  GRANT_REQUEST_CHANGED: {
    status: 409,
    retryable: true,
    zh: '申请{request}在您查看之后有了新的办理记录，请刷新后再办理',
    fix: 'Somebody else acted meanwhile. Read the request again before deciding on it.',
  },
  GRANT_REQUESTS_TOO_MANY: {
    status: 429,
    retryable: true,
    zh: '贵机关未办结的申请已达{limit}件，请待办结或撤回后再提交',
    fix: 'Open requests of one agency are limited; withdraw what is no longer needed.',
  },
  GRANT_REQUEST_NOT_APPROVED: {
    status: 409,
    retryable: false,
    zh: '申请{request}目前的状态为{state}，批准之后才能签发授权',
    fix: 'A grant follows an approved request with the same id. Only people approve.',
  },
  GRANT_BEYOND_REQUEST: {
    status: 422,
    retryable: false,
    zh: '授权的{part}超出获准的申请{request}，请按申请的内容签发',
    fix: 'Owner, agency, operations, fields, grades, purpose, bases and approvers lie within the request.',
  },
  GRANT_VERSION_NOT_HIGHER: {
    status: 409,
    retryable: false,
    zh: '授权{grant}的版本{version}不高于已有的版本，请以更高的版本重新签发',
    fix: 'An older version never comes back. Sign again with a version above the newest that is known.',
  },
  GRANT_UNKNOWN: {
    status: 404,
    retryable: false,
    zh: '没有编号为{grant}的授权，或不属于本省市，请核对编号',
    fix: 'The id of a grant as `ydelta grants list` prints it.',
  },
  GRANT_FORM_UNFIT: {
    status: 422,
    retryable: false,
    zh: '授权的{part}写法不合要求，无法写入存证日志，请更正后重新签发',
    fix: 'Ids of grants: letters, digits, - and _, at most 64; of agencies: capitals, digits, - and _, 3 to 64.',
  },
} as const
