/** A process of its own that appends long lines and says which are on the disk, until it is killed. */
import { AppendFile } from '../../../gateway/gatehouse/append-file.ts'

const LINE_BYTES = 256 * 1024

const file = await AppendFile.open(process.argv[2]!, () => undefined)
for (let i = 0; ; i += 1) {
  await file.append([`${i} ${'x'.repeat(LINE_BYTES)}`])
  process.stdout.write(`${i}\n`)
}
