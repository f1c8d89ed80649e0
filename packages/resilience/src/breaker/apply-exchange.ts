import type { BreakerSettings } from '@ag06/contracts';
import { applyOutcome, type CallOutcome, type Weight } from './apply-outcome.ts';
import { type BreakerDocument, newBreakerDocument } from './breaker-document.ts';
import { standingOf } from './breaker-standing.ts';
import { beginProbing, endProbing } from './change-state.ts';

/** A permit that is not renewed so long has lost its worker: as long as a step takes to be delivered again. */
export const PERMIT_MS = 15_000;

/** The outcomes and requests of one process in one change of a document. */
export interface Exchange {
  /** In the order in which the calls ended. */
  readonly outcomes: readonly CallOutcome[];
  /** Permits whose calls are still in flight. */
  readonly renewed: readonly string[];
  /** Ids of permits that are asked for, the most urgent first. */
  readonly asked: readonly string[];
  /** Calls that were refused since the last exchange. */
  readonly refused: number;
}

export interface Exchanged {
  /** The very same as before if nothing changed. */
  readonly document: BreakerDocument;
  readonly isChanged: boolean;
  /** How each outcome counted. */
  readonly weights: readonly Weight[];
  /** Which of the permits that were asked for are given. */
  readonly granted: ReadonlySet<string>;
}

/** One change of a breaker: outcomes count, permits come back, are renewed and given. */
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

/** Those that are still out last longer; those that nobody renewed are gone. */
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
