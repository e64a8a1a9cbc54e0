/** Makes the proof of one entry as a file that stands alone (C2SP tlog-proof), from a folder or an address. */
import { checkpointIn } from '../../federation-log/head-steps.ts'
import { printProofFile } from '../../federation-log/proof-file.ts'
import { TILE_WIDTH } from '../../federation-log/tile-path.ts'
import { openTileTree } from '../../federation-log/tile-tree.ts'
import { readWords, wholeNumber } from '../command.ts'
import { writeNew } from './policy.ts'
import { newestCheckpoint, openSource } from './source.ts'
import { COMMON_OPTIONS, ONE, onlySource, required, tell, tokenOf, usage } from './words.ts'

export const command = {
  async run(words: readonly string[]): Promise<number> {
    const options = { ...COMMON_OPTIONS, index: ONE, out: ONE }
    const { values, positionals } = readWords(words, options, true)
    const source = openSource(onlySource(positionals), tokenOf(values.token))
    const bytes = await newestCheckpoint(source)
    const { checkpoint } = checkpointIn(bytes)
    if (checkpoint.size === 0) throw usage('日志中还没有条目')
    const index = wholeNumber('index', required(values.index, 'index'), 0, checkpoint.size - 1)
    const tree = await openTileTree(checkpoint, (path) => source.read(path))
    const proof = await tree.proveInclusion(index)
    const entries = await tree.entries(Math.floor(index / TILE_WIDTH))
    const file = printProofFile({
      extra: entries[index % TILE_WIDTH]!,
      index,
      proof,
      checkpoint: bytes,
    })
    if (values.out === undefined) process.stdout.write(file)
    else {
      await writeNew(values.out, file)
      const facts = { index, size: checkpoint.size, out: values.out, bytes: file.length }
      tell(values.json, facts, [`第${index}条的证明已写入${values.out}`])
    }
    return 0
  },
}
