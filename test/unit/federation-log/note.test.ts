import { describe, expect, it } from 'vitest'
import { verifierKeyOf as certsVerifierKey } from '../../../certs/witness-key.ts'
import { COSIGNATURE_V1 } from '../../../gateway/federation-log/cosignature.ts'
import { parseNote, printNote, signNote, verifyNote } from '../../../gateway/federation-log/note.ts'
import { createNoteSigner } from '../../../gateway/federation-log/note-signer.ts'
import {
  ED25519,
  keyIdOf,
  parseVerifierKey,
  printVerifierKey,
  verifierKeyOf,
} from '../../../gateway/federation-log/verifier-key.ts'
import { LOG, WITNESSES, newKey } from './parties.ts'

/** C2SP signed-note, "Example". */
const FOO = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const FOO_NOTE =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'
const other = createNoteSigner('example.com/other', newKey())
const refusal = (code: string, reason?: string) =>
  expect.objectContaining({
    code,
    ...(reason !== undefined && { details: expect.objectContaining({ reason }) }),
  })
const read = (text: string) => parseNote(Buffer.from(text))

describe('verifier keys', () => {
  it('are read and written in one form', () => {
    const key = parseVerifierKey(FOO)
    expect(key).toMatchObject({ name: 'example.com/foo', id: '530d903a', type: { byte: 1 } })
    expect(printVerifierKey(key)).toBe(FOO)
  })

  it('of witnesses are what ydelta certs makes', () => {
    const { key } = WITNESSES[0]!
    const made = certsVerifierKey(key.name, key.key)
    expect(made).toBe(printVerifierKey(key))
    expect(parseVerifierKey(made, [COSIGNATURE_V1]).publicKey).toEqual(key.publicKey)
  })

  const [name, id, typed] = FOO.split('+') as [string, string, string]
  const withId = (owner: string, bytes: Buffer) =>
    `${owner}+${keyIdOf(owner, bytes[0]!, bytes.subarray(1))}+${bytes.toString('base64')}`
  it.each([
    ['without a name', `+${id}+${typed}`, 'form'],
    ['with a blank in the name', `example.com foo+${id}+${typed}`, 'form'],
    ['with an ideographic blank in the name', `示例\u3000+${id}+${typed}`, 'form'],
    ['with a line break in the name', `example\n+${id}+${typed}`, 'form'],
    ['with capital digits', `${name}+530D903A+${typed}`, 'form'],
    ['with another id', `${name}+530d903b+${typed}`, 'id'],
    ['with another name', `${name}2+${id}+${typed}`, 'id'],
    ['with base64 of the other alphabet', `${name}+${id}+${typed.slice(0, -1)}_`, 'base64'],
    ['with a blank in base64', `${name}+${id}+${typed} `, 'base64'],
    ['without a key', `${name}+${id}+AQ==`, 'base64'],
    ['with half a key', withId(name, Buffer.alloc(17, 1)), 'length'],
  ])('%s are refused', (_, vkey, reason) => {
    expect(() => parseVerifierKey(vkey)).toThrow(refusal('LOG_KEY_MALFORMED', reason))
  })

  it('of another type are said to be unsupported, not wrong', () => {
    const ecdsa = withId('example.com/foo', Buffer.alloc(33, 2))
    expect(() => parseVerifierKey(ecdsa)).toThrow(refusal('LOG_KEY_TYPE_UNSUPPORTED'))
    const witness = printVerifierKey(WITNESSES[0]!.key)
    expect(() => parseVerifierKey(witness)).toThrow(refusal('LOG_KEY_TYPE_UNSUPPORTED'))
  })

  it('are made of Ed25519 keys only', () => {
    expect(() => verifierKeyOf('示例', Buffer.alloc(31))).toThrow(refusal('LOG_KEY_MALFORMED'))
    expect(() => createNoteSigner('a+b', newKey())).toThrow(refusal('LOG_KEY_MALFORMED', 'name'))
  })
})

describe('parseNote', () => {
  it('keeps empty lines in the text', () => {
    const signed = signNote('一\n\n二\n\n', [LOG])
    expect(read(signed).text).toBe('一\n\n二\n\n')
    expect(printNote(read(signed))).toBe(signed)
  })

  const line = FOO_NOTE.split('\n')[2]!
  it.each([
    ['a text without signatures', 'text\n', 'no signatures'],
    ['nothing', '', 'no signatures'],
    ['no line end at the end', FOO_NOTE.slice(0, -1), 'last line'],
    ['an empty line at the end', `${FOO_NOTE}\n`, 'last line'],
    ['a carriage return', FOO_NOTE.replace('\n', '\r\n'), 'control character'],
    ['a tab', FOO_NOTE.replace(' ', '\t'), 'control character'],
    ['a line that is no signature', `${FOO_NOTE}text\n`, 'signature line'],
    ['a hyphen for the dash', FOO_NOTE.replace('—', '-'), 'signature line'],
    ['a plus in the name', FOO_NOTE.replace('foo ', 'f+o '), 'signature line'],
    ['two blanks', FOO_NOTE.replace('foo ', 'foo  '), 'signature line'],
    ['a blank of another kind', FOO_NOTE.replace('foo ', 'foo\u00a0 '), 'signature line'],
    ['base64 without padding', FOO_NOTE.replace('=', ''), 'signature base64'],
    ['base64 with unused bits set', FOO_NOTE.replace('aQM=', 'aQN='), 'signature base64'],
    ['a key id and no signature', `text\n\n— a ${'AAAAAA=='}\n`, 'signature base64'],
    ['65 signatures', `text\n\n${`${line}\n`.repeat(65)}`, 'too many signatures'],
    ['more than half a megabyte', `${'字'.repeat(200_000)}${FOO_NOTE}`, 'size'],
  ])('refuses %s', (_, text, reason) => {
    expect(() => read(text)).toThrow(refusal('LOG_NOTE_MALFORMED', reason))
  })

  it('refuses what is not UTF-8', () => {
    const bytes = Buffer.concat([Buffer.of(0xff), Buffer.from(FOO_NOTE)])
    expect(() => parseNote(bytes)).toThrow(refusal('LOG_NOTE_MALFORMED', 'utf-8'))
  })
})

describe('verifyNote', () => {
  const foo = parseVerifierKey(FOO)

  it('accepts the example of the standard', () => {
    expect(verifyNote(read(FOO_NOTE), [foo, LOG.key])).toMatchObject([{ name: foo.name }])
  })

  it('passes over lines of unknown keys, also of a known name or id', () => {
    const text = read(FOO_NOTE).text
    const bad = { signature: Buffer.alloc(64) }
    const strangers = [
      { ...bad, name: foo.name, id: '00000000' },
      { ...bad, name: 'example.com/stranger', id: foo.id },
    ]
    const note = { text, signatures: [...strangers, ...read(FOO_NOTE).signatures] }
    expect(verifyNote(note, [foo])).toHaveLength(1)
  })

  it('counts a key once', () => {
    const note = read(FOO_NOTE)
    const twice = { ...note, signatures: [...note.signatures, ...note.signatures] }
    expect(verifyNote(twice, [foo])).toHaveLength(1)
  })

  it('refuses a note of which one known signature does not hold', () => {
    const note = read(signNote('text\n', [LOG, other]))
    const [good, second] = note.signatures
    const bad = { ...second!, signature: good!.signature }
    const forged = { ...note, signatures: [good!, bad] }
    const keys = [LOG.key, other.key]
    expect(() => verifyNote(forged, keys)).toThrow(refusal('LOG_SIGNATURE_INVALID'))
    expect(verifyNote(forged, [LOG.key])).toHaveLength(1)
  })

  it.each([
    ['no key is known', [other.key]],
    ['no key is given', []],
  ])('refuses it when %s', (_, keys) => {
    expect(() => verifyNote(read(FOO_NOTE), keys)).toThrow(refusal('LOG_NOTE_UNSIGNED'))
  })

  it('refuses keys that cannot be told apart', () => {
    const twin = { ...other.key, name: foo.name, id: foo.id }
    expect(() => verifyNote(read(FOO_NOTE), [foo, twin])).toThrow(refusal('LOG_KEY_AMBIGUOUS'))
  })

  it('verifies a signature as the type of its key says', () => {
    const anything = { ...ED25519, byte: 0xfa, verify: () => true }
    const key = verifierKeyOf('示例', Buffer.alloc(32, 1), anything)
    const line = { name: key.name, id: key.id, signature: Buffer.of(1) }
    expect(verifyNote({ text: 'text\n', signatures: [line] }, [key])).toHaveLength(1)
  })
})

describe('signNote', () => {
  it.each([
    ['no line end', 'text'],
    ['a control character', 'te\u0007xt\n'],
    ['half a character', '\ud800\n'],
  ])('refuses a text with %s', (_, text) => {
    expect(() => signNote(text, [LOG])).toThrow(refusal('LOG_NOTE_MALFORMED', 'text'))
  })
})
