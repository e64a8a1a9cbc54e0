/** docs/errors.md, made from the catalogue. */
import { CATALOGUE } from '../../schemas/model/errors.ts'

export function errorTable(): string {
  const rows = Object.entries(CATALOGUE).map(
    ([code, { status, retryable, zh, fix }]) =>
      `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${cell(zh)} | ${cell(fix)} |`,
  )
  return `# Errors

Generated from \`schemas/model/errors.ts\` by \`npm run generate\`; do not edit. Every error has \`extensions { code, retryable, requestId }\` and its facts as further fields (\`province\`, \`uscc\`, \`limit\`, \`value\` …). \`{field}\` in a message is filled from them. HTTP is the status of a refused request; beside data an error leaves the status at 200.

| code | HTTP | ask again? | message | what to do |
|---|---|---|---|---|
${rows.join('\n')}
`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}
