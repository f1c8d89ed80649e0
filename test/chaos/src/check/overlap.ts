import type { Span } from '../history.ts';

/** How much of the time from `from` to `to` these spans take. */
export const overlap = (spans: readonly Span[], from: number, to: number): number =>
  spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)), 0);
