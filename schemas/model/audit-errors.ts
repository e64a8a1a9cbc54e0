/** Part of the catalogue in errors.ts: looking into the log, its export, and what companies are shown of it. */
export const AUDIT_ERRORS = {
  AUDIT_UNAVAILABLE: {
    status: 503,
    retryable: true,
    zh: '存证日志暂时无法查阅，请稍后重试',
    fix: 'PostgreSQL did not answer, or this gateway was put together without a log.',
  },
  AUDIT_ARGUMENT_INVALID: {
    status: 400,
    retryable: false,
    zh: '查阅条件{field}填写有误，请更正后重试',
    fix: 'The named argument is missing, too long, malformed, or stands beside one that excludes it.',
  },
  AUDIT_REMIT_PARTIAL: {
    status: 403,
    retryable: false,
    zh: '日志的条目文件含有全部省市的条目，您的审计范围缺{missing}，请改用logEntries或export查阅范围内的条目',
    fix: 'Entry bundles cannot be taken apart: they are for auditors whom all four provinces granted exportLog.',
  },
  LOOKUP_RELEASE_ROLE_WRONG: {
    status: 403,
    retryable: false,
    zh: '只有省市管理员可以解除查询保密，请使用相应的身份',
    fix: 'A release is decided by the administrator of the province that registered the asking agency.',
  },
  LOOKUP_RELEASE_EMPTY: {
    status: 404,
    retryable: false,
    zh: '没有可以解除保密的查询：须为本省市机关所作、目前仍保密的查询，请核对案件编号或序号',
    fix: 'The same answer for what is not there, is shown already, or belongs to another province’s agencies.',
  },
} as const
