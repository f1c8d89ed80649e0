import { FIGURES_STALE_MS } from '@ag06/contracts/tuning';
import type { BreakerFacts } from '@ag06/health';
import { parseBreakerDocument, stateAt } from '@ag06/resilience';
import type { SharedDocument } from '@ag06/store';
import { z } from 'zod';

const PartialState = z.object({ state: z.object({ is: z.string(), until: z.number().optional() }) });

/**
 * Reads a breaker from its document. One that cannot be understood counts as closed. One whose time is over lets probes
 * through, even if nobody has recorded that yet.
 *
 * @param now by the store's clock
 */
export function toBreaker({ name, text }: SharedDocument, now: number): BreakerFacts {
  const document = parseBreakerDocument(text);
  if (document === undefined) return { name, state: toState(text, now) };
  const { lastError } = document;
  const inWords =
    lastError &&
    `${lastError.code} in step ${lastError.step} of run ${lastError.run}: ${lastError.message.slice(0, 100)}`;
  const state = stateAt(document, now).is;
  return { name, state, ...(inWords !== undefined && state !== 'closed' && { lastError: inWords }) };
}

/** Reads at least the state from a document of another version. */
function toState(text: string, now: number): BreakerFacts['state'] {
  const parsed = PartialState.safeParse(parseJson(text));
  if (!parsed.success) return 'closed';
  const { is, until = Number.POSITIVE_INFINITY } = parsed.data.state;
  if (is === 'open') return until <= now ? 'half-open' : 'open';
  return is === 'half-open' ? 'half-open' : 'closed';
}

/**
 * Whether an optimizer leads, by the age of its last figures.
 *
 * @param now by the store's clock
 */
export function leads({ changedAt }: SharedDocument, now: number): boolean {
  return now - changedAt < FIGURES_STALE_MS;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
