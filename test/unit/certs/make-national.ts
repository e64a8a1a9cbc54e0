/** A process that makes a hierarchy in the folder it is told, and prints its root's fingerprint. */
import { fingerprintOf } from '../../../certs/anchors.ts'
import { makeHierarchy } from '../../../certs/make.ts'
import { changeHierarchy } from '../../../certs/party-store.ts'

const made = await changeHierarchy(process.argv[2]!, async (found, ring) => {
  return found ?? makeHierarchy('national', ring, new Date())
})
process.stdout.write(fingerprintOf(made.authorities[0]!.pem))
