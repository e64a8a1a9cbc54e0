/**
 * Why a part of the federation log (存证日志) is refused. Part of the catalogue in errors.ts.
 * `reason` is a fixed English word for programs and operators; indexes count leaves from 0.
 */
export const LOG_ERRORS = {
  // --- keys and signed notes -----------------------------------------------------------------
  LOG_KEY_MALFORMED: {
    status: 422,
    retryable: false,
    zh: '日志验证公钥（vkey）无法解读（{reason}），请向密钥持有方重新索取',
    fix: 'C2SP signed-note: `<name>+<8 hex digits>+<base64 of type and key>`, and the id must be that of name and key.',
  },
  LOG_KEY_TYPE_UNSUPPORTED: {
    status: 422,
    retryable: false,
    zh: '日志验证公钥的签名类型（{type}）本平台尚不支持，请使用Ed25519',
    fix: 'Not wrong, not supported here. 1 is Ed25519, 4 the time-stamped Ed25519 of witnesses.',
  },
  LOG_KEY_AMBIGUOUS: {
    status: 422,
    retryable: false,
    zh: '两个不同的公钥使用同一名称和编号（{name}），无法区分，请更换其中之一',
    fix: 'Name and key id together must say which key signed. Rename one of the two.',
  },
  LOG_NOTE_MALFORMED: {
    status: 422,
    retryable: false,
    zh: '签名文本格式有误（{reason}），请重新取得原文',
    fix: 'C2SP signed-note: UTF-8 text, an empty line, signature lines; nothing before, between or behind.',
  },
  LOG_NOTE_UNSIGNED: {
    status: 422,
    retryable: false,
    zh: '没有受信任密钥的签名，内容不可采信，请核对来源或验证公钥',
    fix: 'No signature line is of a key that was given. Another log, or its key was rotated.',
  },
  LOG_SIGNATURE_INVALID: {
    status: 422,
    retryable: false,
    zh: '密钥{name}的签名与内容不符，内容可能被篡改，请重新取得原文',
    fix: 'Name and id are those of a trusted key, the signature is not: altered, or forged.',
  },
  // --- checkpoints and witnesses -------------------------------------------------------------
  LOG_CHECKPOINT_MALFORMED: {
    status: 422,
    retryable: false,
    zh: '日志检查点格式有误（{reason}），请重新取得检查点',
    fix: 'C2SP tlog-checkpoint: origin, size in plain decimal, root in base64, extension lines.',
  },
  LOG_ORIGIN_UNKNOWN: {
    status: 422,
    retryable: false,
    zh: '检查点来自另一日志（{origin}），请核对日志来源',
    fix: 'The origin line is not that of the log that was asked about.',
  },
  LOG_COSIGNATURE_INVALID: {
    status: 422,
    retryable: false,
    zh: '见证方{name}的签名与检查点不符，检查点可能被篡改，请重新取得检查点',
    fix: 'Name and id are those of a known witness, the cosignature is not.',
  },
  LOG_QUORUM_MISSING: {
    status: 422,
    retryable: true,
    zh: '检查点只有{counted}个有效见证，未达到见证策略的要求，请稍后重新取得检查点',
    fix: 'Witnesses are asked after a checkpoint is made. If it stays so, look which of them is silent.',
  },
  LOG_POLICY_INVALID: {
    status: 422,
    retryable: false,
    zh: '见证策略第{line}行有误（{reason}），请更正策略文件',
    fix: 'C2SP tlog-policy: log, witness, group and quorum lines; a name is defined before it is used. Line 0: the file as a whole.',
  },
  LOG_WITNESS_REQUEST_MALFORMED: {
    status: 400,
    retryable: false,
    zh: '见证请求格式有误（{reason}），请按tlog-witness规范提交',
    fix: 'C2SP tlog-witness: old size line, at most 63 proof lines, an empty line, the checkpoint.',
  },
  LOG_WITNESS_ANSWER_MALFORMED: {
    status: 502,
    retryable: true,
    zh: '见证方的答复无法解读（{reason}），请稍后重试或联系见证方',
    fix: 'Neither signature lines (200) nor a size in plain decimal (409).',
  },
  // --- proofs and tiles ----------------------------------------------------------------------
  LOG_PROOF_MALFORMED: {
    status: 422,
    retryable: false,
    zh: '存证证明文件格式有误（{reason}），请重新下载证明',
    fix: 'C2SP tlog-proof: the first line, `extra`, `index`, hashes in base64, an empty line, the checkpoint.',
  },
  LOG_INCLUSION_INVALID: {
    status: 422,
    retryable: false,
    zh: '存证条目（序号{index}）不在该检查点之内，条目或证明可能被篡改，请重新取得',
    fix: 'RFC 9162, section 2.1.3.2 fails. `reason` says where: index, hash, length of the proof, or root.',
  },
  LOG_CONSISTENCY_INVALID: {
    status: 422,
    retryable: false,
    zh: '日志在{oldSize}条与{size}条之间前后不一致，可能被改写，请保留两个检查点并联系平台运维人员',
    fix: 'RFC 9162, section 2.1.4.2 fails. With two validly signed checkpoints this is evidence of a rewritten log: keep both.',
  },
  LOG_TILE_PATH_INVALID: {
    status: 400,
    retryable: false,
    zh: '日志分片路径无效，请按tlog-tiles规范请求',
    fix: 'C2SP tlog-tiles: tile/<L>/<N>[.p/<W>] or tile/entries/<N>[.p/<W>], N in groups of three digits.',
  },
  LOG_TILE_MISSING: {
    status: 404,
    retryable: true,
    zh: '缺少日志分片{path}，请从完整的副本恢复后重试',
    fix: 'The tile belongs to the size of the checkpoint and is not there: a truncated copy, or not yet published.',
  },
  LOG_TILE_INVALID: {
    status: 422,
    retryable: false,
    zh: '日志分片{path}与检查点不符（自第{index}条起），可能被篡改，请与其他副本比对',
    fix: 'Its hash is not the one that the tiles above it, or the root, commit to. `index` is the first leaf it covers.',
  },
  LOG_ENTRY_INVALID: {
    status: 422,
    retryable: false,
    zh: '日志第{index}条与检查点不符，可能被篡改，请与其他副本比对',
    fix: 'The entry does not hash to its place in the level 0 tile, or the bundle ends within it. `path` names the bundle.',
  },
  LOG_STATE_INVALID: {
    status: 500,
    retryable: false,
    zh: '日志状态自相矛盾（{reason}），已停止写入，请从备份恢复',
    fix: 'Size and hashes of the frontier, or of the last tiles, do not belong together. Nothing is appended on a guess.',
  },
  // --- leaves --------------------------------------------------------------------------------
  LOG_JSON_NOT_CANONICAL: {
    status: 422,
    retryable: false,
    zh: 'JSON不是规范形式（{reason}），请按RFC 8785重新生成',
    fix: 'RFC 8785: no blanks, keys in order and once, shortest numbers, no lone surrogates.',
  },
  LOG_LEAF_MALFORMED: {
    status: 422,
    retryable: false,
    zh: '存证条目的{field}有误（{reason}），请联系写入方',
    fix: 'The entry is not of the form in gateway/federation-log/leaf.ts.',
  },
  LOG_LEAF_VERSION_UNSUPPORTED: {
    status: 422,
    retryable: false,
    zh: '存证条目的版本（{version}）本平台尚不支持，请升级后再核验',
    fix: 'Written by a newer version. Not wrong: use a verifier that knows it.',
  },
  LOG_LEAF_TOO_LARGE: {
    status: 422,
    retryable: false,
    zh: '存证条目有{bytes}字节，超过上限{limit}字节，请缩短查询',
    fix: 'Ask for fewer fields at a time: what is long belongs into disclosures, not into the leaf.',
  },
  LOG_DISCLOSURE_MALFORMED: {
    status: 422,
    retryable: false,
    zh: '披露内容格式有误（{reason}），请重新取得披露内容',
    fix: 'RFC 9901, section 4.2.1: base64url of [salt, name, value], canonical here, with a salt of 128 bits.',
  },
  LOG_DISCLOSURE_FOREIGN: {
    status: 422,
    retryable: false,
    zh: '披露内容不属于该存证条目，请核对条目和披露内容',
    fix: 'Its digest is not in `_sd` of the leaf: of another leaf, or altered.',
  },
  LOG_PROMISE_MALFORMED: {
    status: 422,
    retryable: false,
    zh: '存证回执格式有误（{reason}），请重新发起查询',
    fix: 'Not of the form in gateway/federation-log/promise.ts.',
  },
  // --- what the leaves of a whole log say of each other ----------------------------------------
  LOG_OUTCOME_MISSING: {
    status: 422,
    retryable: false,
    zh: '第{index}条查询意图（请求{id}）没有查询结果，可能有条目被遗漏，请向平台运维人员查问',
    fix: 'Every intent is concluded, if need be as UNKNOWN. None is there although the time for it has passed.',
  },
  LOG_OUTCOME_REPEATED: {
    status: 422,
    retryable: false,
    zh: '第{index}条与第{first}条是同一查询意图（第{intentIndex}条）的两个结果，请向平台运维人员查问',
    fix: 'An intent has one outcome. Two processes concluded it, or a request was answered twice.',
  },
  LOG_INTENT_MISSING: {
    status: 422,
    retryable: false,
    zh: '第{index}条查询结果所引的查询意图不在其前，可能有条目被遗漏，请向平台运维人员查问',
    fix: 'No intent with this leaf hash stands before the outcome: left out, or never written.',
  },
  LOG_OPERATION_MISSING: {
    status: 422,
    retryable: false,
    zh: '第{index}条查询意图所引的查询操作不在其前，无从知道当时查询了哪些字段，请向平台运维人员查问',
    fix: 'No OPERATION leaf with this leaf hash stands before the intent: left out, or never written.',
  },
  LOG_LIVE_INTENT_MISSING: {
    status: 422,
    retryable: false,
    zh: '第{index}条查询结果沿用{province}较早的答复，其来源的查询意图不在其前，请向平台运维人员查问',
    fix: 'A SHARED or CACHE answer cites the intent it was fetched under; no earlier intent that names the province has this hash.',
  },
  LOG_PROVINCE_NOT_INTENDED: {
    status: 422,
    retryable: false,
    zh: '第{index}条查询结果含{province}的答复，而查询意图未写明该省市，请向平台运维人员查问',
    fix: 'The outcome names a province that the intent does not.',
  },
  LOG_ERASURE_TARGET_MISSING: {
    status: 422,
    retryable: false,
    zh: '第{index}条删除记录所指的条目或摘要不在其前，请向平台运维人员查问',
    fix: 'No earlier leaf with the hash `target` has these digests.',
  },
  LOG_TIME_OUT_OF_ORDER: {
    status: 422,
    retryable: false,
    zh: '第{index}条的时刻（{at}）远早于其前的第{before}条，可能被倒签，请与见证时间比对',
    fix: 'Times go back further than the tolerance: a clock was wrong, or the leaf is back-dated. See `log verify times`.',
  },
  LOG_TIME_OUTSIDE_BRACKET: {
    status: 422,
    retryable: false,
    zh: '第{index}条自称的时刻（{at}）不在见证时间{from}至{to}之内，可能被倒签，请向平台运维人员查问',
    fix: 'A quorum saw a checkpoint without the leaf long after the time it gives itself, or one with it long before.',
  },
  LOG_KEY_RETIRED: {
    status: 422,
    retryable: false,
    zh: '密钥{name}自{from}起不再有效（见第{index}条），此后的签名不可采信，请重新取得检查点',
    fix: 'The log itself holds the rotation of this key. Get a checkpoint signed with the new one, and its key into the policy.',
  },
  LOG_CHECKPOINTS_MISSING: {
    status: 422,
    retryable: true,
    zh: '没有达到见证要求的历次检查点（checkpoints目录），无法核对条目的时刻，请重新导出',
    fix: 'Brackets need kept checkpoints with their cosignatures: `checkpoints/<size>` of an export.',
  },
  // --- promise lists -------------------------------------------------------------------------
  LOG_PROMISES_MISSING: {
    status: 422,
    retryable: false,
    zh: '第{list}份存证回执清单是空的，无从核对有无遗漏：请向所在省市的前置网关运维人员索取完整清单（promises.ndjson）',
    fix: 'An empty list compares nothing. A province that was never asked has none; one that was asked and has none has lost it.',
  },
  LOG_PROMISE_LIST_MALFORMED: {
    status: 422,
    retryable: false,
    zh: '存证回执清单第{line}行有误（{reason}），请向提供清单的省市重新索取',
    fix: 'One JSON object a line: v, leafHash, index, at, province, promise.',
  },
  LOG_PROMISE_FOREIGN: {
    status: 422,
    retryable: false,
    zh: '存证回执清单第{line}行不属于该日志或该省市（{reason}），请核对清单',
    fix: 'Signed, but of another log, of another leaf than it says, or shown to a province that its intent does not name.',
  },
  LOG_LEAF_OMITTED: {
    status: 422,
    retryable: false,
    zh: '日志第{index}条（请求{id}）与回执不符：已承诺存证而日志中没有，请保留回执并追查平台',
    fix: 'The log signed that this leaf stands at this index and another one, or none, stands there. Keep the promise: it is evidence.',
  },
  LOG_PROMISE_PENDING: {
    status: 422,
    retryable: true,
    zh: '日志第{index}条（请求{id}）承诺不久，检查点尚未包括，请用更新的检查点再核验',
    fix: 'Promised later than the merge delay before the checkpoint. Nothing is wrong yet.',
  },
  // --- reading a log from a folder or an address -----------------------------------------------
  LOG_SOURCE_UNREADABLE: {
    status: 502,
    retryable: true,
    zh: '日志{source}的{path}无法读取（{reason}），请检查地址、网络和权限后重试',
    fix: 'The folder or address did not give the file: no permission, another status than 200 and 404, too large, too slow.',
  },
  LOG_FILE_UNUSABLE: {
    status: 400,
    retryable: false,
    zh: '文件{file}不能使用（{reason}），请检查路径和内容',
    fix: 'A file named on the command line cannot be read or written.',
  },
} as const
