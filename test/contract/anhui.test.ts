import { contractSuite } from './suite.ts'

contractSuite('ANHUI', { signsTime: true })
