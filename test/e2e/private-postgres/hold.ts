/** A process that starts a private server, prints its address and never stops it. */
import { startPrivatePostgres } from '../../../gateway/store/private-postgres.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: hold.ts FOLDER')
const { url } = await startPrivatePostgres({ folder })
console.log(url)
