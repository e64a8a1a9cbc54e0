import { contractSuite } from './suite.ts'

contractSuite('JIANGSU', { signsTime: true })
