/** docs/audit-events.md says every word that the code writes, and none that it does not. */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { TRANSITIONS } from '../../../gateway/access/grant-request.ts'
import { GRANT_ACTS } from '../../../gateway/federation-log/leaf-types.ts'

const ROOT = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')
const [, types = '', acts = ''] = read('docs/audit-events.md').split(/^## .*$/m)
const wordsIn = (table: string) => [...table.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, word]) => word!)

const sources = (readdirSync(new URL('gateway/', ROOT), { recursive: true }) as string[])
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: read(`gateway/${path}`) }))
const WRITERS = sources.filter(({ path }) => !path.startsWith('federation-log/'))

describe('the table of acts', () => {
  const written = new Set(
    WRITERS.flatMap(({ text }) =>
      [...text.matchAll(/\bact: '([A-Z_]+)'/g)].map(([, word]) => word!),
    ),
  )

  it('has every act that is written, and no other', () => {
    const ofGrants = new Set<string>(GRANT_ACTS)
    // A refusal is a leaf of type GRANT.
    const ofRequests = ['FILE', ...Object.keys(TRANSITIONS)].filter((kind) => kind !== 'REFUSE')
    const expected = [
      ...[...written].filter((word) => !ofGrants.has(word)),
      ...ofRequests.map((kind) => `GRANT_REQUEST_${kind}`),
    ]
    expect(wordsIn(acts).toSorted()).toEqual(expected.toSorted())
    expect(written).toContain('LOG_READ')
  })

  it('can be compared: no act is put together but those of requests', () => {
    const composed = WRITERS.filter(({ text }) => /\bact: `/.test(text)).map(({ path }) => path)
    expect(composed).toEqual(['grants/grant-acts.ts'])
  })
})

describe('the table of types', () => {
  it('has every type of leaf', () => {
    const source = read('gateway/federation-log/leaf-types.ts')
    const all = [...source.matchAll(/extends LeafHead<'([A-Z_]+)'>/g)].map(([, word]) => word!)
    expect(all.length).toBeGreaterThan(5)
    expect(wordsIn(types).toSorted()).toEqual(all.toSorted())
  })
})
