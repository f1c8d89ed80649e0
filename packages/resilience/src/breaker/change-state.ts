import { assertNever } from './assert-never.ts';
import {
  type BreakerDocument,
  type BreakerState,
  TRANSITIONS_KEPT,
  type Transition,
} from './breaker-document.ts';

/** After failed probes a breaker is open for longer, up to this many times its `openForMs`. */
const GROWTH_MAX = 8;

/** The document in another state: permits of calls that began before are void, and the transition is kept. */
function enter(
  document: BreakerDocument,
  state: BreakerState,
  why: Transition['why'],
  now: number,
): BreakerDocument {
  const transition: Transition = { at: now, from: document.state.is, to: state.is, why };
  return {
    ...document,
    state,
    permits: [],
    window: [],
    transitions: [...document.transitions, transition].slice(-TRANSITIONS_KEPT),
  };
}

export function open(document: BreakerDocument, why: Transition['why'], now: number): BreakerDocument {
  const { state, settings, totals } = document;
  const openForMs = toOpenFor(document);
  const until = now + openForMs;
  const opened = enter(
    document,
    { is: 'open', since: now, until, openForMs, failures: state.failures },
    why,
    now,
  );
  return { ...opened, settings, totals: { ...totals, opened: totals.opened + 1 } };
}

function toOpenFor({ state, settings }: BreakerDocument): number {
  switch (state.is) {
    case 'closed':
      return settings.openForMs;
    case 'open':
    case 'half-open':
      return Math.min(2 * state.openForMs, GROWTH_MAX * settings.openForMs);
    default:
      return assertNever(state);
  }
}

/** The time of an open breaker is over: calls are tried. */
export function beginProbing(document: BreakerDocument, now: number): BreakerDocument {
  const { state } = document;
  if (state.is !== 'open' || now < state.until) return document;
  const { openForMs, failures } = state;
  return enter(document, { is: 'half-open', since: now, openForMs, failures }, 'time', now);
}

export function close(document: BreakerDocument, why: Transition['why'], now: number): BreakerDocument {
  return enter(document, { is: 'closed', since: now, isProven: true, failures: 0 }, why, now);
}
