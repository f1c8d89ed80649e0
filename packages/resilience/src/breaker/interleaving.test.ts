import { type BreakerSettings, DEFAULT_BREAKER } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyExchange, type Exchange } from './apply-exchange.ts';
import type { CallOutcome } from './apply-outcome.ts';
import { type BreakerDocument, newBreakerDocument } from './breaker-document.ts';
import { standingOf } from './breaker-standing.ts';

interface Flight {
  readonly permit: string | undefined;
  readonly era: number;
}

/** A worker that decides from what it read last, which may be old: its write then fails, and it reads again. */
class Worker {
  version = 0;
  document: BreakerDocument;
  readonly flights: Flight[] = [];

  constructor(document: BreakerDocument) {
    this.document = document;
  }
}

/** Workers that share one document by compare-and-set, in any order, with any staleness. */
class Fleet {
  readonly settings: BreakerSettings;
  readonly workers: Worker[];
  now = 1_000_000;
  /** Calls that began because their worker had heard of no failure. */
  begunFreely = 0;
  #version = 0;
  #document: BreakerDocument;
  #permits = 0;

  constructor(workers: number, settings: BreakerSettings) {
    this.settings = settings;
    this.#document = newBreakerDocument(settings, this.now);
    this.workers = Array.from({ length: workers }, () => new Worker(this.#document));
  }

  get document(): BreakerDocument {
    return this.#document;
  }

  /** Calls in flight whose permits are valid still. */
  get permitsOut(): number {
    const valid = new Set(this.#document.permits.map(({ id }) => id));
    return this.workers.flatMap(({ flights }) => flights).filter(({ permit }) => valid.has(permit ?? ''))
      .length;
  }

  read(worker: Worker): void {
    worker.document = this.#document;
    worker.version = this.#version;
  }

  /** The call begins if the worker's view, or the shared document, lets it. */
  begin(worker: Worker): void {
    if (standingOf(worker.document, this.now).is === 'healthy') {
      this.begunFreely++;
      worker.flights.push({ permit: undefined, era: worker.document.totals.opened });
      return;
    }
    const id = `permit${++this.#permits}`;
    const wasOpen = standingOf(this.#document, this.now).is === 'open';
    const { granted, document } = this.#exchange(worker, { asked: [id] });
    if (standingOf(document, this.now).is === 'healthy') {
      this.begunFreely++;
      worker.flights.push({ permit: undefined, era: document.totals.opened });
      return;
    }
    if (!granted.has(id)) return;
    expect(wasOpen).toBe(false);
    worker.flights.push({ permit: id, era: document.totals.opened });
  }

  end(worker: Worker, result: CallOutcome['result']): void {
    const flight = worker.flights.shift();
    if (flight !== undefined)
      this.#exchange(worker, { outcomes: [{ ...flight, result, count: 1, endedAt: this.now }] });
  }

  #exchange(worker: Worker, some: Partial<Exchange>) {
    const exchange: Exchange = { outcomes: [], renewed: [], asked: [], refused: 0, ...some };
    for (;;) {
      const exchanged = applyExchange(worker.document, this.settings, exchange, this.now);
      if (!exchanged.isChanged) {
        // Nothing to write: what it read may be old, but then it was refused by it.
        return exchanged;
      }
      if (worker.version === this.#version) {
        this.#document = exchanged.document;
        this.#version++;
        this.read(worker);
        return exchanged;
      }
      this.read(worker);
    }
  }
}

const settingsOf = fc.record({
  consecutiveFailures: fc.integer({ min: 1, max: 6 }),
  probes: fc.integer({ min: 1, max: 3 }),
});
const actOf = fc.record({
  worker: fc.nat(3),
  does: fc.constantFrom('begin', 'begin', 'success', 'failure', 'failure', 'neutral', 'read', 'wait'),
  waitMs: fc.integer({ min: 1, max: 12_000 }),
});

const actsOf = fc.array(actOf, { minLength: 60, maxLength: 200, size: 'max' });

function play(
  fleet: Fleet,
  acts: readonly { worker: number; does: string; waitMs: number }[],
  check: () => void,
) {
  for (const { worker: n, does, waitMs } of acts) {
    const worker = fleet.workers[n];
    if (worker === undefined) continue;
    if (does === 'begin') fleet.begin(worker);
    else if (does === 'read') fleet.read(worker);
    else if (does === 'wait') fleet.now += waitMs;
    else fleet.end(worker, does as CallOutcome['result']);
    check();
  }
}

describe('whatever workers do in whatever order', () => {
  test('never more calls hold permits than the breaker allows, and an open one gives none', () => {
    const seen = { closed: 0, open: 0, 'half-open': 0, off: 0 };
    let fullest = 0;
    fc.assert(
      fc.property(settingsOf, actsOf, (some, acts) => {
        const fleet = new Fleet(4, { ...DEFAULT_BREAKER, ...some });
        play(fleet, acts, () => {
          const { state, settings } = fleet.document;
          seen[state.is]++;
          if (state.is === 'half-open') fullest = Math.max(fullest, fleet.permitsOut);
          if (state.is === 'half-open') expect(fleet.permitsOut).toBeLessThanOrEqual(settings.probes);
          if (state.is === 'open') expect(fleet.permitsOut).toBe(0);
          if (
            state.is === 'closed' &&
            !state.isProven &&
            state.failures > 0 &&
            acts.every(({ does }) => does !== 'wait')
          )
            expect(fleet.permitsOut).toBeLessThanOrEqual(settings.consecutiveFailures - state.failures);
        });
      }),
      { numRuns: 500 },
    );
    // It says something only if it has been there.
    expect(Math.min(seen.closed, seen.open, seen['half-open'])).toBeGreaterThan(1_000);
    expect(fullest).toBe(3);
  });

  test('it closes again when calls succeed', () => {
    fc.assert(
      fc.property(settingsOf, actsOf, (some, acts) => {
        const fleet = new Fleet(4, { ...DEFAULT_BREAKER, ...some });
        play(fleet, acts, () => {});
        for (let i = 0; i < 20; i++) {
          // Longer than any permit lasts that is not renewed, and than any breaker is open.
          fleet.now += 100_000;
          for (const worker of fleet.workers) {
            fleet.read(worker);
            fleet.begin(worker);
            while (worker.flights.length > 0) fleet.end(worker, 'success');
          }
        }
        expect(standingOf(fleet.document, fleet.now)).toEqual({ is: 'healthy' });
      }),
      { numRuns: 300 },
    );
  });

  test('a service that never answers well is called no more often than workers had not heard of it, failures open it, and probes', () => {
    fc.assert(
      fc.property(settingsOf, actsOf, (some, acts) => {
        const fleet = new Fleet(4, { ...DEFAULT_BREAKER, ...some });
        let calls = 0;
        play(
          fleet,
          acts.map((act) => (act.does === 'success' ? { ...act, does: 'failure' } : act)),
          () => {
            calls = Math.max(calls, fleet.document.totals.failures);
          },
        );
        const probings = fleet.document.transitions.filter(({ to }) => to === 'half-open').length;
        const allowed = some.consecutiveFailures + slack(acts) + probings * some.probes;
        expect(calls - fleet.begunFreely).toBeLessThanOrEqual(allowed);
      }),
      { numRuns: 300 },
    );
  });
});

/** First calls that are slow, or whose permit was not renewed, let others be tried. */
const slack = (acts: readonly { does: string; waitMs: number }[]): number => {
  const waited = acts.filter(({ does }) => does === 'wait').reduce((sum, { waitMs }) => sum + waitMs, 0);
  return Math.floor(waited / 15_000) * 6;
};
