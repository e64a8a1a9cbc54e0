/** Why the log (存证日志) does not write, sign, start or restore. Part of the catalogue in errors.ts. */
export const LOG_SERVICE_ERRORS = {
  LOG_UNAVAILABLE: {
    status: 503,
    retryable: true,
    zh: '存证日志暂时无法写入，未经存证的查询一律不予受理，请稍后重试',
    fix: 'PostgreSQL is away, full or too slow. Nothing is asked or answered unlogged; it goes on by itself when the database does.',
  },
  LOG_FORKED: {
    status: 500,
    retryable: false,
    zh: '存证日志在{size}条处有两个互相矛盾的检查点，服务未启动；请勿删除任何一方，保全数据库和状态文件，并通知各省市见证方查证',
    fix: 'Two signed heads that are not of one tree. Keep both as evidence; find out which one the witnesses have cosigned; go on under a new origin.',
  },
  LOG_BEHIND: {
    status: 500,
    retryable: false,
    zh: '存证日志只有{size}条，而{source}已见过{seen}条：数据库可能是从旧备份恢复的，服务未启动；请恢复至少含{seen}条的备份，或启用新的日志名称',
    fix: 'Appending would fork the log. Restore a newer backup. Where none exists, the lost leaves are lost: start a new log under another origin, and say so to the witnesses.',
  },
  LOG_RESTORE_REFUSED: {
    status: 422,
    retryable: false,
    zh: '存证日志备份不能恢复（{reason}），数据库未作任何改动；请换用其他备份，或恢复到空的数据库',
    fix: 'The backup is cut off, altered, or not the one the cosigned checkpoint is of; or the database already has a log.',
  },
  LOG_ENTRY_UNKNOWN: {
    status: 404,
    retryable: false,
    zh: '存证日志中没有所指的条目，请核对条目的哈希值或序号',
    fix: 'No leaf has this hash or index, or it is not yet under a cosigned checkpoint: those come every few seconds.',
  },
} as const
