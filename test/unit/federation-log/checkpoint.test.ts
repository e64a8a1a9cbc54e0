import { describe, expect, it } from 'vitest'
import {
  openCheckpoint,
  parseCheckpoint,
  printCheckpoint,
  signCheckpoint,
} from '../../../gateway/federation-log/checkpoint.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import { anyHashes } from './any-hashes.ts'
import { LOG, ORIGIN, WITNESSES, cosigned, newKey } from './parties.ts'

const ROOT = anyHashes(1)[0]!
const BASE64 = ROOT.toString('base64')
const HEAD = { origin: ORIGIN, size: 7, root: ROOT, extensions: [] }
const refusal = (code: string, reason?: string) =>
  expect.objectContaining({
    code,
    ...(reason !== undefined && { details: expect.objectContaining({ reason }) }),
  })

describe('parseCheckpoint', () => {
  it.each([
    ['the three lines', `${ORIGIN}\n7\n${BASE64}\n`],
    ['an empty log', `${ORIGIN}\n0\n${BASE64}\n`],
    ['the largest size', `${ORIGIN}\n9007199254740991\n${BASE64}\n`],
    ['extension lines', `${ORIGIN}\n7\n${BASE64}\n扩展 1\n扩展 2\n`],
    ['an origin that looks like nothing in particular', `示例 日志+\n7\n${BASE64}\n`],
  ])('reads %s as they were written', (_, text) => {
    expect(printCheckpoint(parseCheckpoint(text))).toBe(text)
  })

  it.each([
    ['two lines', `${ORIGIN}\n7\n`, 'lines'],
    ['no line end', `${ORIGIN}\n7\n${BASE64}`, 'lines'],
    ['an empty origin', `\n7\n${BASE64}\n`, 'lines'],
    ['an empty extension line', `${ORIGIN}\n7\n${BASE64}\n\n`, 'lines'],
    ['a leading zero', `${ORIGIN}\n07\n${BASE64}\n`, 'size'],
    ['a sign', `${ORIGIN}\n+7\n${BASE64}\n`, 'size'],
    ['an exponent', `${ORIGIN}\n7e0\n${BASE64}\n`, 'size'],
    ['a blank after the size', `${ORIGIN}\n7 \n${BASE64}\n`, 'size'],
    ['digits of another script', `${ORIGIN}\n７\n${BASE64}\n`, 'size'],
    ['a size of 2^53', `${ORIGIN}\n9007199254740992\n${BASE64}\n`, 'size'],
    ['a short root', `${ORIGIN}\n7\nAAAA\n`, 'root'],
    ['a root without padding', `${ORIGIN}\n7\n${BASE64.slice(0, -1)}\n`, 'root'],
    ['a root in the other alphabet', `${ORIGIN}\n7\n${ROOT.toString('base64url')}=\n`, 'root'],
  ])('refuses %s', (_, text, reason) => {
    expect(() => parseCheckpoint(text)).toThrow(refusal('LOG_CHECKPOINT_MALFORMED', reason))
  })
})

describe('printCheckpoint', () => {
  it.each([
    ['half a size', { size: 1.5 }],
    ['a root that is no hash', { root: Buffer.alloc(31) }],
    ['an origin of two lines', { origin: 'a\nb' }],
    ['an empty extension line', { extensions: [''] }],
  ])('refuses %s', (_, change) => {
    const print = () => printCheckpoint({ ...HEAD, ...change })
    expect(print).toThrow(refusal('LOG_CHECKPOINT_MALFORMED'))
  })
})

describe('openCheckpoint', () => {
  const bytes = Buffer.from(signCheckpoint(HEAD, LOG))

  it('gives what the log signed, with or without witnesses', () => {
    expect(openCheckpoint(bytes, [LOG.key]).checkpoint).toEqual(HEAD)
    expect(openCheckpoint(cosigned(HEAD), [LOG.key]).note.signatures).toHaveLength(5)
  })

  it('takes the new key of a log beside its old one', () => {
    const successor = createNoteSigner(ORIGIN, newKey())
    const renewed = Buffer.from(signCheckpoint(HEAD, successor))
    expect(openCheckpoint(renewed, [LOG.key, successor.key]).checkpoint.size).toBe(7)
    expect(() => openCheckpoint(renewed, [LOG.key])).toThrow(refusal('LOG_NOTE_UNSIGNED'))
  })

  it("refuses another log, also one that signed with this log's key under its own origin", () => {
    const foreign = createNoteSigner('log.ydelta.example/other', newKey())
    const other = { ...HEAD, origin: foreign.key.name }
    const theirs = Buffer.from(signCheckpoint(other, foreign))
    const mixed = Buffer.from(signCheckpoint(other, LOG))
    expect(() => openCheckpoint(theirs, [LOG.key])).toThrow(refusal('LOG_ORIGIN_UNKNOWN'))
    expect(() => openCheckpoint(mixed, [LOG.key])).toThrow(refusal('LOG_ORIGIN_UNKNOWN'))
  })

  it('refuses a changed size', () => {
    const changed = Buffer.from(bytes.toString().replace('\n7\n', '\n8\n'))
    expect(() => openCheckpoint(changed, [LOG.key])).toThrow(refusal('LOG_SIGNATURE_INVALID'))
  })

  it('does not count a witness as the log', () => {
    const note = cosigned(HEAD).toString().split('\n')
    const unsigned = Buffer.from(note.filter((line) => !line.startsWith(`— ${ORIGIN}`)).join('\n'))
    const keys = [LOG.key, WITNESSES[0]!.key]
    expect(() => openCheckpoint(unsigned, keys)).toThrow(refusal('LOG_NOTE_UNSIGNED'))
  })
})
