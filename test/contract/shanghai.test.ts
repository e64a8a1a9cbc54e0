import { contractSuite } from './suite.ts'

contractSuite('SHANGHAI', { signsTime: false })
