/** Verdicts on logs as lines in Chinese: the conclusion, then every step with its outcome. */
import type { StepVerdict } from '../../../schemas/model/verdict.ts'
import type { Checkpoint } from '../../federation-log/checkpoint.ts'
import type { EntryStep, GrowthStep } from '../../federation-log/log-proof.ts'
import type { OmissionStep } from '../../federation-log/verify-omission.ts'
import type { RangeStep } from '../../federation-log/verify-range.ts'
import type { CosignatureOutcome, QuorumVerdict } from '../../federation-log/quorum.ts'
import type { LogStep } from '../../federation-log/verify-log.ts'
import { OUTCOME_WORDS, STATUS_WORDS } from '../verdict-words.ts'

type AnyStep = EntryStep | GrowthStep | LogStep | RangeStep | OmissionStep

const STEPS: Readonly<Record<AnyStep, string>> = {
  OLD_CHECKPOINT: '较早的检查点',
  FORM: '格式',
  ORIGIN: '日志来源',
  SIGNATURE: '日志签名',
  WITNESSES: '见证',
  INCLUSION: '条目在日志之内',
  LEAF: '条目内容',
  DISCLOSURES: '披露内容',
  KEPT: '历次检查点',
  TREE: '全部条目与分片',
  CONSISTENCY: '前后一致',
  LEAVES: '条目格式',
  ORDER: '时刻次序',
  REFERENCES: '所引条目',
  PAIRS: '查询意图与结果',
  KEYS: '密钥更换',
  BRACKETS: '见证时间',
  ENTRIES: '所选条目',
  LIST: '回执清单',
  OMISSION: '已承诺的条目',
  PROMISES: '回执',
}

const COSIGNATURES: Readonly<Record<CosignatureOutcome, string>> = {
  COUNTED: '有效',
  NOT_A_WITNESS: '不是策略中的见证方',
  INVALID: '签名不符',
  TOO_EARLY: '时间过早',
  TOO_LATE: '时间过晚',
  REPEATED: '重复',
}

/** Facts that no message shows. */
const BESIDE = ['reason', 'rule', 'what', 'path'] as const

export function verdictLines(verdict: StepVerdict<AnyStep>): readonly string[] {
  const lines = [`结论：${STATUS_WORDS[verdict.status]}（${verdict.status}）`]
  for (const { step, outcome, code, message, facts } of verdict.steps) {
    const beside = BESIDE.flatMap((name) => facts[name] ?? []).filter((fact) => {
      return message?.includes(String(fact)) !== true
    })
    const shown = beside.length === 0 ? '' : `（${beside.join('，')}）`
    const reason = code === null ? '' : `  ${code}：${message}${shown}`
    lines.push(`  ${STEPS[step]}：${OUTCOME_WORDS[outcome]}${reason}`)
  }
  return lines
}

export function headLines(
  checkpoint: Checkpoint | null,
  witnesses: QuorumVerdict | null,
): readonly string[] {
  if (checkpoint === null) return []
  const { origin, size, root } = checkpoint
  const seen = witnesses?.seenBy == null ? '' : `，${witnesses.seenBy.toISOString()}前已获足数见证`
  const known = witnesses?.cosignatures.filter(({ outcome }) => outcome !== 'NOT_A_WITNESS') ?? []
  return [
    `检查点：${origin}，共${size}条${seen}`,
    `  根 ${root.toString('base64')}`,
    ...known.map(({ name, outcome, at }) => {
      return `  见证方${name}：${COSIGNATURES[outcome]}${at === null ? '' : ` ${at.toISOString()}`}`
    }),
    ...(witnesses?.missing ?? []).map((name) => `  见证方${name}：没有见证`),
  ]
}

/** For `--json`: bytes as base64, nothing that only a program of ours understands. */
export function headFacts(checkpoint: Checkpoint | null, witnesses: QuorumVerdict | null) {
  if (checkpoint === null) return { checkpoint: null, witnesses: null }
  const { origin, size, root } = checkpoint
  return {
    checkpoint: { origin, size, root: root.toString('base64') },
    witnesses: witnesses && {
      reached: witnesses.reached,
      seenBy: witnesses.seenBy,
      missing: witnesses.missing,
      cosignatures: witnesses.cosignatures,
    },
  }
}
