export { fsck as command } from './verify-sections.ts'
