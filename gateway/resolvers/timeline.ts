/** One page of an entity's timeline (时间轴). */
import { FederationError } from '../../schemas/model/errors.ts'
import type { GatewayContext } from '../context.ts'
import type { EntityView } from '../survivorship/entity-view.ts'
import { timelineOf } from '../survivorship/timeline.ts'
import type { TimelineEvent } from '../survivorship/timeline.ts'
import { shapeSource } from './shape.ts'

export interface PageArguments {
  readonly first?: number | null
  readonly after?: string | null
}

/** Most rows of one page, here and in a search. */
export const MAX_PAGE = 100

const DEFAULT_EVENTS = 50

/**
 * Rows of one page. A caller may write `first: null`, which GraphQL keeps apart from the default.
 *
 * @throws {FederationError} `PAGE_TOO_LARGE`.
 */
export function pageSize(first: number | null | undefined, byDefault: number): number {
  const size = first ?? byDefault
  if (size >= 1 && size <= MAX_PAGE) return size
  throw new FederationError('PAGE_TOO_LARGE', { limit: MAX_PAGE, value: size })
}

/**
 * Events that came since the cursor was given do not shift the page; one that left does not hide
 * its neighbours: the key decides.
 */
export function timelinePage(view: EntityView, page: PageArguments, context: GatewayContext) {
  const size = pageSize(page.first, DEFAULT_EVENTS)
  const scope = `timeline|${view.uscc}`
  const after = page.after == null ? null : (context.cursors.open(scope, page.after) as string)
  if (!view.anyoneSpoke) return null
  const events = timelineOf(view).filter((event) => after === null || event.key < after)
  const shown = events.slice(0, size)
  // Sealing costs more than all else here: only what is selected is sealed.
  const cursorOf = (event: TimelineEvent) => context.cursors.seal(scope, event.key)
  return {
    edges: shown.map((event) => ({
      get cursor() {
        return cursorOf(event)
      },
      node: { ...event, source: shapeSource(event.answer, context) },
    })),
    pageInfo: {
      hasNextPage: events.length > shown.length,
      get endCursor() {
        const last = shown.at(-1)
        return last === undefined ? null : cursorOf(last)
      },
    },
  }
}
