/** The document of a breaker that is closed, as a worker writes it. */
export const CLOSED_BREAKER = {
  v: 1,
  writer: 'w-1.1',
  settings: { consecutiveFailures: 5, openForMs: 10_000, probes: 1 },
  state: { is: 'closed', since: 1, isProven: false, failures: 0 },
  permits: [],
  window: [],
  totals: { successes: 0, failures: 0, refused: 0, opened: 0 },
  lastError: { at: 1, code: 'SHOP_CLOSED', message: 'Closed.', run: 'r0-1', step: 's', item: 3 },
  transitions: [],
};
