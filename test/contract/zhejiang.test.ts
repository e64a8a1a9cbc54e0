import { contractSuite } from './suite.ts'

contractSuite('ZHEJIANG', { signsTime: true })
