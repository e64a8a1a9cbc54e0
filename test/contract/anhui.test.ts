import { contractSuite } from './suite.ts'

await contractSuite('ANHUI', { signsTime: true })
