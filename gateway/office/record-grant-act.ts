/** What people do on the way to a grant, as leaves. */
import { randomUUID } from 'node:crypto'
import { instantOf } from '../../schemas/model/time.ts'
import type { OnGrantAct } from '../grants/grant-acts.ts'
import type { AppendPath } from '../log/append-path.ts'
import { bitsOf } from '../log/data-keys.ts'
import { disclose } from '../log/make-row.ts'

export function grantActRecorder(log: Pick<AppendPath, 'act' | 'record'>): OnGrantAct {
  return async (facts) => {
    if (facts.leaf === 'ADMINISTRATIVE') {
      const { leaf: _, ...act } = facts
      return log.act(act)
    }
    const { leaf: _, at, actor, ...grant } = facts
    const hidden = {
      disclosures: actor === null ? [] : [disclose('actor', actor)],
      terms: actor === null ? [] : [['OFFICER', actor] as const],
      for: bitsOf([grant.province]),
    }
    await log.record({ type: 'GRANT', id: randomUUID(), at: instantOf(at), ...grant }, hidden)
  }
}
