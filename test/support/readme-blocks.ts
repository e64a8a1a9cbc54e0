/**
 * The code blocks of a document that are meant to be run, marked by a comment on the line before:
 *   <!-- run: NAME -->           a command; add `, exit N` where it is meant to end with N
 *   <!-- background: NAME -->    a command that goes on running, such as a server
 *   <!-- output: NAME -->        what the command of that name prints: see sample-output.ts
 * A command without a sample only has to succeed. A server needs one: it tells when it is ready.
 */
export interface Block {
  readonly kind: 'run' | 'background'
  readonly name: string
  readonly script: string
  /** Exit status that is meant; servers are ended by us, theirs does not matter. */
  readonly exit: number
  readonly sample: string | undefined
  /** Line of the comment in the document, from 1. */
  readonly line: number
}

const MARK = /^<!--\s*(\w+):\s*([\w-]+)(?:,\s*exit\s+(\d+))?\s*-->\s*$/
const ANY_MARK = /^<!--\s*\w+:/

interface Marked {
  readonly kind: string
  readonly name: string
  readonly exit: number
  readonly text: string
  readonly line: number
}

/** @throws {Error} naming the line, for a mark that is misspelt, doubled or belongs to nothing */
export function readBlocks(document: string): Block[] {
  const marked = readMarked(document.split('\n'))
  const outputs = marked.filter(({ kind }) => kind === 'output')
  const commands = marked.filter(({ kind }) => kind !== 'output')
  refuseDoubles(outputs)
  refuseDoubles(commands)
  for (const { name, line } of outputs) {
    if (!commands.some((command) => command.name === name)) throw wrong(line, `no command ${name}`)
  }
  return commands.map(({ kind, name, exit, text, line }) => {
    const sample = outputs.find((output) => output.name === name)?.text
    if (kind === 'run') return { kind, name, script: text, exit, sample, line }
    if (kind !== 'background') throw wrong(line, `unknown mark ${kind}`)
    if (sample === undefined) throw wrong(line, `no output ${name} that tells when it is ready`)
    return { kind, name, script: text, exit, sample, line }
  })
}

function readMarked(lines: readonly string[]): Marked[] {
  return lines.flatMap((text, at) => {
    if (!ANY_MARK.test(text)) return []
    const [, kind, name, exit = '0'] = MARK.exec(text) ?? []
    if (kind === undefined || name === undefined) throw wrong(at + 1, 'unreadable mark')
    return [{ kind, name, exit: Number(exit), text: codeAfter(lines, at), line: at + 1 }]
  })
}

/** The fenced block that follows, with nothing but empty lines between. */
function codeAfter(lines: readonly string[], at: number): string {
  const opening = lines.findIndex((line, i) => i > at && line.trim() !== '')
  const fence = /^(`{3,}|~{3,})/.exec(lines[opening] ?? '')?.[1]
  if (fence === undefined) throw wrong(at + 1, 'no code block follows')
  const closing = lines.findIndex((line, i) => i > opening && line.trim() === fence)
  if (closing === -1) throw wrong(at + 1, 'the code block does not end')
  return lines.slice(opening + 1, closing).join('\n')
}

function refuseDoubles(marked: readonly Marked[]): void {
  const seen = new Set<string>()
  for (const { name, line } of marked) {
    if (seen.has(name)) throw wrong(line, `${name} is there twice`)
    seen.add(name)
  }
}

function wrong(line: number, reason: string): Error {
  return new Error(`line ${line}: ${reason}`)
}
