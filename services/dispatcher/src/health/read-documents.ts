import type { SharedDocument } from '@ag06/store';
import type { BreakersFacts } from '@ag06/telemetry';
import { z } from 'zod';

type Breaker = BreakersFacts['breakers'][number];

/** The part of a breaker's document that matters here. */
const BreakerText = z.object({ state: z.object({ is: z.string(), until: z.number().optional() }) });

/**
 * A breaker as whoever keeps it wrote it down; what is not understood is closed. One whose time is over lets probes
 * through, though nobody wrote that down yet.
 *
 * @param now by the store's clock
 */
export function toBreaker({ name, text }: SharedDocument, now: number): Breaker {
  const parsed = BreakerText.safeParse(parseJson(text));
  if (!parsed.success) return { name, state: 'closed' };
  const { is, until = Number.POSITIVE_INFINITY } = parsed.data.state;
  if (is === 'open') return { name, state: until <= now ? 'half-open' : 'open' };
  return { name, state: is === 'half-open' ? 'half-open' : 'closed' };
}

/** An optimizer that leads tells figures every few seconds. */
const LEADS_WITHIN_MS = 30_000;

/**
 * Whether an optimizer leads, by the figures that it told last.
 *
 * @param now by the store's clock
 */
export function leads({ changedAt }: SharedDocument, now: number): boolean {
  return now - changedAt < LEADS_WITHIN_MS;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
