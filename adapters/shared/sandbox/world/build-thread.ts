/** The thread that builds a search index, see search-index.ts. It makes the world up for itself. */
import { parentPort, workerData } from 'node:worker_threads'
import { openLayers, rowsOf, type LayerOptions } from './layers.ts'
import { buildSearchFile } from './search-build.ts'

const { file, layers: options } = workerData as { file: string; layers: LayerOptions }
const layers = await openLayers(options)
const count = buildSearchFile(file, rowsOf(layers))
layers.given.close()
parentPort?.postMessage(count)
