import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { authorityOf, currentLeaf } from '../../../certs/hierarchy.ts'
import type { Hierarchy } from '../../../certs/hierarchy.ts'
import { refreshCrls } from '../../../certs/maintain.ts'
import { makeHierarchy } from '../../../certs/make.ts'
import {
  changeHierarchy,
  loadHierarchy,
  loadKey,
  requireHierarchy,
} from '../../../certs/party-store.ts'
import { createTemporaryFolder } from '../../support/temporary-folder.ts'
import { AT, verdictOf } from './whole-hierarchy.ts'

let folder: string
beforeEach(async () => {
  folder = await createTemporaryFolder('party-store')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The smallest hierarchy there is: three keys. */
const make = (): Promise<Hierarchy> =>
  changeHierarchy(folder, async (found, ring) => found ?? makeHierarchy('national', ring, AT))
const renewLists = (): Promise<Hierarchy> =>
  changeHierarchy(folder, async (found, ring) => {
    return (await refreshCrls(found!, ring, AT, true)).hierarchy
  })
const modeOf = async (path: string) => ((await stat(join(folder, path))).mode & 0o777).toString(8)

describe('a party’s folder', () => {
  it('has nothing at first', async () => {
    expect(await loadHierarchy(folder)).toBeNull()
    await expect(requireHierarchy(folder, 'national')).rejects.toMatchObject({
      code: 'CERTS_MISSING',
      details: { party: 'national' },
    })
  })

  it('gives back what was made, and makes it once', async () => {
    const made = await make()
    expect(await loadHierarchy(folder)).toEqual(made)
    expect(await make()).toEqual(made)
    expect(await readdir(join(folder, 'state'))).toEqual(['000001.json'])
    const leaf = currentLeaf(made, 'LICENCE_SIGNER', AT)
    expect((await loadKey(folder, leaf.key!)).type).toBe('private')
    expect(verdictOf(made, leaf)).toMatchObject({ status: 'VALID' })
  })

  it('keeps keys for its owner alone, and no key anywhere else', async () => {
    const made = await make()
    expect([await modeOf('keys'), await modeOf('state')]).toEqual(['700', '700'])
    const keys = await readdir(join(folder, 'keys'))
    expect(keys).toHaveLength(3)
    for (const name of keys) expect(await modeOf(`keys/${name}`)).toBe('600')
    for (const place of ['state', 'public']) {
      for (const name of await readdir(join(folder, place))) {
        expect(await readFile(join(folder, place, name), 'utf8')).not.toContain('PRIVATE')
      }
    }
    expect(await readFile(join(folder, 'public/root-g1.pem'), 'utf8')).toBe(
      authorityOf(made, 'root-g1').pem,
    )
  })

  it('publishes the newest lists, and keeps the number of every version', async () => {
    await make()
    const { authorities } = await renewLists()
    expect(authorities.map(({ crl }) => crl.number)).toEqual([2, 2])
    for (const { id, crl } of authorities) {
      expect(await readFile(join(folder, `public/${id}.crl.pem`), 'utf8')).toBe(crl.pem)
    }
    expect(await readdir(join(folder, 'state'))).toEqual(['000001.json', '000002.json'])
    expect(await readFile(join(folder, 'state/000001.json'), 'utf8')).toBe('')
  })

  it('loses no change of many at once, and no list number is used twice', async () => {
    await make()
    const changes = await Promise.all(Array.from({ length: 6 }, renewLists))
    const numbers = changes.map(({ authorities }) => authorities[0]!.crl.number)
    expect(numbers.toSorted()).toEqual([2, 3, 4, 5, 6, 7])
    const newest = (await loadHierarchy(folder))!
    expect(newest.authorities[0]!.crl.number).toBe(7)
    expect(await readFile(join(folder, 'public/root-g1.crl.pem'), 'utf8')).toBe(
      newest.authorities[0]!.crl.pem,
    )
  })

  it('is made by one of several at once; the keys of the others are gone', async () => {
    const made = await Promise.all(Array.from({ length: 3 }, make))
    for (const one of made) expect(one).toEqual(made[0])
    expect(await readdir(join(folder, 'keys'))).toHaveLength(3)
  })

  it('stays as it was when a change fails', async () => {
    const made = await make()
    const failing = changeHierarchy(folder, () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await loadHierarchy(folder)).toEqual(made)
  })

  it.each(['{"version":1', '{}', ''])(
    'is not guessed at when its newest version is %j',
    async (text) => {
      await make()
      await writeFile(join(folder, 'state/000002.json'), text)
      await expect(loadHierarchy(folder)).rejects.toMatchObject({ code: 'CERTS_STATE_INVALID' })
      await expect(renewLists()).rejects.toMatchObject({ code: 'CERTS_STATE_INVALID' })
    },
  )

  it('says which key is missing', async () => {
    const made = await make()
    const { key } = authorityOf(made, 'issuing-g1')
    await rm(join(folder, `keys/${key}.pem`))
    await expect(loadKey(folder, key)).rejects.toMatchObject({
      code: 'CERTS_KEY_MISSING',
      details: { file: join(folder, `keys/${key}.pem`) },
    })
  })

  it('is swept of what killed processes left, when that is old', async () => {
    await make()
    const [old, young] = [join(folder, 'keys/00ff.pem'), join(folder, 'keys/ff00.pem')]
    for (const file of [old, young]) await writeFile(file, 'left over')
    const draft = join(folder, 'state/draft-00ff')
    await writeFile(draft, 'left over')
    const longAgo = new Date(Date.now() - 7_200_000)
    for (const file of [old, draft]) await utimes(file, longAgo, longAgo)
    await renewLists()
    const left = [
      ...(await readdir(join(folder, 'keys'))),
      ...(await readdir(join(folder, 'state'))),
    ]
    expect(left).toContain('ff00.pem')
    expect(left).not.toContain('00ff.pem')
    expect(left).not.toContain('draft-00ff')
  })

  it('that is none fails as Node says it', async () => {
    await writeFile(join(folder, 'state'), '')
    await expect(make()).rejects.toMatchObject({ code: 'ENOTDIR', syscall: expect.any(String) })
  })
})

describe('processes', () => {
  const script = resolve(import.meta.dirname, 'make-national.ts')
  const start = () =>
    spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })

  it('that make at once agree on one', async () => {
    const outputs = await Promise.all(
      [start(), start()].map(async (child) => {
        let text = ''
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        expect(await once(child, 'close')).toEqual([0, null])
        return text
      }),
    )
    expect(outputs[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(outputs[1]).toBe(outputs[0])
    expect(await readdir(join(folder, 'keys'))).toHaveLength(3)
  })

  it('that are killed at any moment leave all or nothing, and the next one makes it', async () => {
    for (const moment of ['keys', 'state', 'public']) {
      await rm(folder, { recursive: true, force: true })
      await mkdir(folder)
      const child = start()
      const seen = () => stat(join(folder, moment)).then(Boolean, () => false)
      await expect.poll(seen, { timeout: 15_000, interval: 1 }).toBe(true)
      child.kill('SIGKILL')
      await once(child, 'close')
      const made = await make()
      expect(made.authorities).toHaveLength(2)
      const leaf = currentLeaf(made, 'LICENCE_SIGNER', leafTime(made))
      expect(verdictOf(made, leaf, leafTime(made))).toMatchObject({ status: 'VALID' })
      for (const { key } of [...made.authorities, ...made.certificates]) {
        expect((await loadKey(folder, key!)).type).toBe('private')
      }
    }
  })

  const leafTime = ({ certificates }: Hierarchy): Date => certificates[0]!.notBefore
})
