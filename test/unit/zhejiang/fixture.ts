/** Committed answers of the Zhejiang registry, as bytes. */
import { readFileSync } from 'node:fs'

export type FixtureName =
  'base.json' | 'list.json' | 'search.json' | 'search.gb18030.json' | 'cut-in-character.json'

export function fixture(name: FixtureName): Buffer {
  return readFileSync(new URL(`../../../adapters/zhejiang/fixtures/${name}`, import.meta.url))
}
