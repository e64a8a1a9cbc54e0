import { contractSuite } from './suite.ts'

await contractSuite('ZHEJIANG', { signsTime: true })
