import { contractSuite } from './suite.ts'

await contractSuite('SHANGHAI', { signsTime: false })
