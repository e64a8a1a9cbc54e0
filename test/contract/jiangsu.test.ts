import { contractSuite } from './suite.ts'

await contractSuite('JIANGSU', { signsTime: true })
