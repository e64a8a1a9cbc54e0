/**
 * Runs a .ts file on Node 24 or newer: `node test/support/on-node-24.js FILE [ARGUMENT…]`.
 * Plain JavaScript, because an older Node cannot read TypeScript and would only say
 * "Unknown file extension". npm puts the project's own Node 24 first on the PATH, so this matters
 * when a file is started by hand, or when npm was told not to run install scripts.
 */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NEEDED = 24
const PINNED = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))

const [file, ...rest] = process.argv.slice(2)
if (file === undefined) {
  refuse('用法 / usage: node test/support/on-node-24.js FILE [ARGUMENT…]')
} else if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  process.argv.splice(1, 2, resolve(file)) // the script finds its arguments where it expects them
  await import(pathToFileURL(resolve(file)).href)
} else if (pinnedIsRecent()) {
  const child = spawnSync(PINNED, [file, ...rest], { stdio: 'inherit' })
  process.exitCode = child.status ?? 1
} else {
  refuse(
    `需要 Node ${NEEDED} 或更高版本，当前为 ${process.versions.node}。请在项目目录运行 npm ci（不要加 --ignore-scripts），再运行 npm test。\n` +
      `Node ${NEEDED} or newer is needed, this is ${process.versions.node}. Run npm ci in the project folder (without --ignore-scripts), then npm test.`,
  )
}

function pinnedIsRecent() {
  const child = spawnSync(PINNED, ['--version'], { encoding: 'utf8' })
  return child.status === 0 && Number.parseInt(child.stdout.slice(1), 10) >= NEEDED
}

/** @param {string} message */
function refuse(message) {
  console.error(message)
  process.exitCode = 2
}
