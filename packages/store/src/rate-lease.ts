import type { SharedStore } from './shared-store.ts';

/** Permits are given for so long ahead, and each may be used for so long after its moment. */
export const RATE_LEASE_MS = 500;
/** Permits that nobody had leased when their moment came are still given for so long, because workers that wait ask a little late. */
const CATCH_UP_MS = RATE_LEASE_MS / 2;
/** By how much less the clocks of a cluster's nodes differ: a permit that lies further ahead than a lease and this is of a clock that was set back. */
const CLOCK_SET_BACK_MS = 10_000;
/** Others may have leased meanwhile. */
const TRIES = 10;
const COUNT_MAX = 10_000;

/** Permits of the fleet's rate: one at each of `count` moments, `everyMs` apart, by the store's clock. */
export interface RateLease {
  readonly firstAt: number;
  readonly everyMs: number;
  /** 0: ask again at `firstAt`, less the length of a lease. */
  readonly count: number;
  /** The store's time when it was made. */
  readonly now: number;
}

/** The shared document of a rate: kind `rate`, by the agent's name. */
interface RateDocument {
  /** Permits a second. */
  readonly rate: number;
  /** The moment of the next permit, milliseconds since 1970. */
  readonly next: number;
}

/**
 * Leases permits of a rate that the whole fleet shares. Each permit has a moment of its own, so however many ask, in any time
 * there are at most so many uses as the rate allows, and one lease. A lease of a dead process runs out by itself. One caller gets at most
 * half of a lease's time, so that others get some too. Returns undefined if others were faster each time. (The generic cell
 * rate algorithm, ITU-T I.371.)
 */
export async function leaseRate(
  shared: Pick<SharedStore, 'load' | 'swap'>,
  storeTime: () => Promise<number>,
  { name, rate, wanted, holder }: { name: string; rate: number; wanted: number; holder: string },
): Promise<RateLease | undefined> {
  for (let tried = 0; tried < TRIES; tried++) {
    const [found, now] = await Promise.all([shared.load('rate', name), storeTime()]);
    const before = found && parseRate(found.text);
    const { lease, document } = leaseFrom(before, rate, wanted, now);
    if (lease.count === 0) return lease;
    // It names its writer and its time: two writers of the same text would both hear that it stands.
    const text = JSON.stringify({ ...document, by: `${holder} ${now} ${tried}` });
    if (await shared.swap('rate', name, found?.version ?? 0, text)) return lease;
  }
  return undefined;
}

/** Decides a lease of `wanted` permits. */
export function leaseFrom(
  before: RateDocument | undefined,
  rate: number,
  wanted: number,
  now: number,
): { readonly lease: RateLease; readonly document: RateDocument } {
  const everyMs = 1_000 / rate;
  const firstAt = toNext(before, rate, now);
  const most = Math.max(1, Math.floor(RATE_LEASE_MS / everyMs / 2));
  const left = Math.floor((now + RATE_LEASE_MS - firstAt) / everyMs) + 1;
  const count = firstAt > now + RATE_LEASE_MS ? 0 : Math.min(wanted, most, left, COUNT_MAX);
  return { lease: { firstAt, everyMs, count, now }, document: { rate, next: firstAt + count * everyMs } };
}

/**
 * What was leased ahead under another rate takes as many permits of this one, at most a lease and one more: the permits run out by
 * themselves. After the store's clock was set back, they begin anew when all leases have run out.
 */
function toNext(before: RateDocument | undefined, rate: number, now: number): number {
  if (before === undefined) return now;
  if (before.next <= now) return Math.max(before.next, now - CATCH_UP_MS);
  const aheadMs = before.next - now;
  if (aheadMs > RATE_LEASE_MS + 1_000 / before.rate + CLOCK_SET_BACK_MS) return now + RATE_LEASE_MS;
  return now + Math.min(aheadMs * (before.rate / rate), RATE_LEASE_MS + 1_000 / rate);
}

function parseRate(text: string): RateDocument | undefined {
  try {
    const { rate, next } = JSON.parse(text);
    return typeof rate === 'number' && rate > 0 && typeof next === 'number' ? { rate, next } : undefined;
  } catch {
    return undefined;
  }
}
