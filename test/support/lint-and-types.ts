/**
 * What `tsc --noEmit` and `eslint --max-warnings=0 .` say, by one program: most of what either needs
 * is the types of all files, and together they work them out once.
 */
import { resolve } from 'node:path'
import { ESLint } from 'eslint'
import ts from 'typescript'

const ROOT = resolve(import.meta.dirname, '../..')

const PRINTED: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => ROOT,
  getNewLine: () => '\n',
}

const program = readProgram(resolve(ROOT, 'tsconfig.json'))
const mistakes = ts.getPreEmitDiagnostics(program)
if (mistakes.length > 0) console.log(ts.formatDiagnostics(mistakes, PRINTED))

const eslint = new ESLint({
  cwd: ROOT,
  overrideConfig: {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { project: null, programs: [program] } },
  },
})
const linted = await eslint.lintFiles('.')
const complaints = linted.filter(({ messages }) => messages.length > 0)
if (complaints.length > 0) {
  const formatter = await eslint.loadFormatter('stylish')
  console.log(await formatter.format(complaints))
}
// A warning counts, as with --max-warnings=0; no file at all is a mistake in what is looked at.
const isClean = mistakes.length === 0 && complaints.length === 0 && linted.length > 0
process.exitCode = isClean ? 0 : 1

function readProgram(file: string): ts.Program {
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic(mistake: ts.Diagnostic): never {
      throw new Error(ts.formatDiagnostic(mistake, PRINTED))
    },
  }
  const config = ts.getParsedCommandLineOfConfigFile(file, {}, host)
  if (config === undefined) throw new Error(`${file} cannot be read`)
  const { fileNames: rootNames, options, errors } = config
  return ts.createProgram({ rootNames, options, configFileParsingDiagnostics: errors })
}
