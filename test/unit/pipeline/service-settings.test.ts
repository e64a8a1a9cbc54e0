import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readServiceSettings } from '../../../gateway/service-settings.ts'
import { writeServiceSettings } from '../../support/service-settings.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'

type Given = Readonly<Record<string, string | undefined>>

let folder: string
let good: Given
beforeAll(async () => {
  folder = await createTemporaryFolder('service-settings')
  good = await writeServiceSettings(folder)
})
afterAll(() => rm(folder, { recursive: true }))

function mistakes(change: Given): string[] {
  const problems: string[] = []
  readServiceSettings({ ...good, ...change }, problems)
  return problems
}

describe('settings of a gateway that serves', () => {
  it('that are right are read', () => {
    const problems: string[] = []
    const { log, trustFolder } = readServiceSettings(good, problems)
    expect(problems).toEqual([])
    expect(trustFolder).toBe(folder)
    expect(log.logKeys.map(({ key }) => key.name)).toEqual(['log.ydelta.example/federation'])
    expect(log.promiseKey.key.name).toBe('log.ydelta.example/federation/promise')
  })

  it('can name former keys of the log, which sign as well while a rotation lasts', () => {
    const former = good['LOG_PROMISE_KEY_FILE']!
    const read = readServiceSettings({ ...good, LOG_FORMER_KEY_FILES: `${former}, ${former}` }, [])
    expect(read.log.logKeys).toHaveLength(3)
    expect(mistakes({ LOG_FORMER_KEY_FILES: join(folder, 'none') })).toHaveLength(1)
  })

  it('are all asked for at once: none of them has a default that lets anybody in', () => {
    const empty = Object.fromEntries(Object.keys(good).map((name) => [name, undefined]))
    const named = mistakes(empty).map((mistake) => mistake.split('：')[0])
    expect(named.sort()).toEqual(Object.keys(good).sort())
  })

  it.each([
    ['LOG_KEY_FILE', 'ANHUI_DISCLOSURE_KEY_FILE', 'a key of another kind'],
    ['ANHUI_DISCLOSURE_KEY_FILE', 'LOG_KEY_FILE', 'a key that is not RSA'],
    ['LOG_POLICY_FILE', 'LOG_KEY_FILE', 'a file that is no policy'],
  ])('%s set to %s is refused: %s', (setting, other) => {
    expect(mistakes({ [setting]: good[other] })).toEqual([
      expect.stringMatching(new RegExp(`^${setting}：应为`)),
    ])
  })

  it('refuse a search key of another length', () => {
    const short = Buffer.alloc(31).toString('base64')
    expect(mistakes({ JIANGSU_SEARCH_KEY: short })).toEqual([
      expect.stringMatching(/^JIANGSU_SEARCH_KEY：/),
    ])
  })
})
