/**
 * How often a registry may be asked again: a share of what was asked, so that retries cannot double
 * the load on a registry that is already failing.
 */
export interface RetryBudget {
  /** A first try was made. */
  earn(): void
  /** Whether one retry may be made now; if so it is paid. */
  spend(): boolean
}

export function createRetryBudget(share: number, most = 10): RetryBudget {
  let tokens = most
  return {
    earn() {
      tokens = Math.min(most, tokens + share)
    },
    spend() {
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
