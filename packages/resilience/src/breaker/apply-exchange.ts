import type { BreakerSettings } from '@ag06/contracts';
import { applyOutcome, type CallOutcome, type Weight } from './apply-outcome.ts';
import { type BreakerDocument, newBreakerDocument } from './breaker-document.ts';
import { standingOf } from './breaker-standing.ts';
import { beginProbing, endProbing } from './change-state.ts';

/** A permit not renewed for this long has lost its worker. It is as long as a step takes to be redelivered. */
export const PERMIT_MS = 15_000;

/** The outcomes and requests of one process in one change of a document. */
export interface Exchange {
  /** In the order in which the calls ended. */
  readonly outcomes: readonly CallOutcome[];
  /** Permits whose calls are still in flight. */
  readonly renewed: readonly string[];
  /** Ids of requested permits, the most urgent first. */
  readonly asked: readonly string[];
  /** How many calls were refused since the last exchange. */
  readonly refused: number;
}

export interface Exchanged {
  /** The same object as before if nothing changed. */
  readonly document: BreakerDocument;
  readonly isChanged: boolean;
  /** How each outcome counted. */
  readonly weights: readonly Weight[];
  /** Which of the requested permits are granted. */
  readonly granted: ReadonlySet<string>;
}

/** Applies one exchange to a breaker: counts outcomes, takes permits back, renews and grants them. */
export function applyExchange(
  before: BreakerDocument | undefined,
  settings: BreakerSettings,
  exchange: Exchange,
  now: number,
): Exchanged {
  let document: BreakerDocument = { ...(before ?? newBreakerDocument(settings, now)), settings };
  document = endProbing(document, now);
  const weights = exchange.outcomes.map((outcome) => {
    const applied = applyOutcome(document, outcome, now);
    document = applied.document;
    return applied.weight;
  });
  const { totals } = document;
  const refused = totals.refused + exchange.refused;
  document = renew({ ...document, totals: { ...totals, refused } }, exchange.renewed, now);
  const granted = new Set<string>();
  if (exchange.asked.length > 0) {
    document = beginProbing(document, now);
    document = grant(document, exchange.asked, granted, now);
  }
  const isChanged =
    before === undefined ||
    granted.size > 0 ||
    exchange.refused > 0 ||
    exchange.renewed.length > 0 ||
    exchange.outcomes.some(({ result, permit }) => result !== 'neutral' || permit !== undefined);
  return { document, isChanged, weights, granted };
}

/** Extends the permits that are still out, and drops those that nobody renewed. */
function renew(document: BreakerDocument, renewed: readonly string[], now: number): BreakerDocument {
  const permits = document.permits.flatMap((permit) => {
    if (renewed.includes(permit.id)) return { ...permit, until: now + PERMIT_MS };
    return permit.until > now ? permit : [];
  });
  return { ...document, permits };
}

function grant(
  document: BreakerDocument,
  asked: readonly string[],
  granted: Set<string>,
  now: number,
): BreakerDocument {
  const standing = standingOf(document, now);
  if (standing.is !== 'limited') return document;
  for (const id of asked.slice(0, standing.free)) granted.add(id);
  const given = [...granted].map((id) => ({ id, since: now, until: now + PERMIT_MS }));
  return { ...document, permits: [...document.permits, ...given] };
}
