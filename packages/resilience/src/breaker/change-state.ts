import {
  type BreakerDocument,
  type BreakerState,
  TRANSITIONS_KEPT,
  type Transition,
} from './breaker-document.ts';

/** How long a half-open breaker waits for other probes after one has failed. */
const PROBING_MS = 1_000;

/** Returns the document in another state. Permits of earlier calls become void, and the transition is recorded. */
function enter(
  document: BreakerDocument,
  state: BreakerState,
  why: Transition['why'],
  now: number,
): BreakerDocument {
  // Whoever decided at the same time, by another clock, may have written first.
  const at = Math.max(now, document.transitions.at(-1)?.at ?? now);
  const transition: Transition = { at, from: document.state.is, to: state.is, why };
  return {
    ...document,
    state,
    permits: [],
    window: [],
    transitions: [...document.transitions, transition].slice(-TRANSITIONS_KEPT),
  };
}

/** @param openForMs as the settings say; 0: calls are tried at once */
export function open(
  document: BreakerDocument,
  why: Transition['why'],
  now: number,
  openForMs: number = document.settings.openForMs,
): BreakerDocument {
  const { state, totals } = document;
  const opened: BreakerState = { is: 'open', since: now, until: now + openForMs, failures: state.failures };
  const answered = openForMs > 0 ? 0 : document.answered;
  return { ...enter(document, opened, why, now), answered, totals: { ...totals, opened: totals.opened + 1 } };
}

/** The time of an open breaker is over: calls are tried. */
export function beginProbing(document: BreakerDocument, now: number): BreakerDocument {
  const { state } = document;
  if (state.is !== 'open' || now < state.until) return document;
  const { failures } = state;
  return enter(document, { is: 'half-open', since: now, failures, failed: [] }, 'time', now);
}

/** The probes that came have failed and no other comes: the breaker is open again since then. */
export function endProbing(document: BreakerDocument, now: number): BreakerDocument {
  const { state, permits, settings } = document;
  if (state.is !== 'half-open' || state.failed.length === 0) return document;
  const isOver = now >= state.since + PROBING_MS && permits.every(({ until }) => until <= now);
  if (state.failed.length >= settings.probes) return open(document, 'probe-failed', now);
  return isOver ? open(document, 'probe-failed', state.since + PROBING_MS) : document;
}

export function close(document: BreakerDocument, why: Transition['why'], now: number): BreakerDocument {
  const closed: BreakerState = { is: 'closed', since: now, isProven: true, failures: 0, failed: [] };
  return enter(document, closed, why, now);
}

export function turnOff(document: BreakerDocument, now: number): BreakerDocument {
  return enter(document, { is: 'off', since: now, failures: 0 }, 'operator', now);
}
