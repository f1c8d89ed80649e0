import type { AttemptFacts } from '../../attempt/attempt-observer.ts';

const SECOND_MS = 1_000;

/** The attempts of one agent since the last second. */
export class SecondTally {
  succeeded = 0;
  sumLnMs = 0;
  ended = 0;
  refused = 0;
  retryAfterMs = 0;
  inflight = 0;

  add({ outcome, durMs, inflightAtStart, retryAfterMs = 0 }: AttemptFacts): void {
    // Of one that began earlier it tells what was then.
    if (durMs <= SECOND_MS) this.inflight = Math.max(this.inflight, inflightAtStart);
    if (outcome === 'cancelled') return;
    this.ended++;
    if (outcome === 'ok') {
      this.succeeded++;
      // A thousandth of a millisecond at least: a logarithm needs more than 0.
      this.sumLnMs += Math.log(Math.max(0.001, durMs));
    } else if (outcome === '429') {
      this.refused++;
      this.retryAfterMs = Math.max(this.retryAfterMs, retryAfterMs);
    }
  }

  isEmpty(): boolean {
    return this.ended === 0 && this.inflight === 0;
  }

  clear(): void {
    this.succeeded = 0;
    this.sumLnMs = 0;
    this.ended = 0;
    this.refused = 0;
    this.retryAfterMs = 0;
    this.inflight = 0;
  }
}
