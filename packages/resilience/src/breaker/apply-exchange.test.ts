import { type BreakerSettings, DEFAULT_BREAKER } from '@ag06/contracts';
import { describe, expect, test } from '@jest/globals';
import { applyExchange, type Exchange, type Exchanged, PERMIT_MS } from './apply-exchange.ts';
import type { CallOutcome } from './apply-outcome.ts';
import { BreakerDocument, TRANSITIONS_KEPT } from './breaker-document.ts';
import { countAdmissible, standingOf } from './breaker-standing.ts';

const NOTHING: Exchange = { outcomes: [], renewed: [], asked: [], refused: 0 };

/** A breaker whose clock stands still until it is moved. */
class Trial {
  document: BreakerDocument | undefined;
  now = 1_000_000;
  readonly settings: BreakerSettings;

  constructor(settings: Partial<BreakerSettings> = {}) {
    this.settings = { ...DEFAULT_BREAKER, ...settings };
  }

  do(exchange: Partial<Exchange>): Exchanged {
    const exchanged = applyExchange(this.document, this.settings, { ...NOTHING, ...exchange }, this.now);
    if (exchanged.isChanged) this.document = BreakerDocument.parse(exchanged.document);
    return exchanged;
  }

  end(result: CallOutcome['result'], { count = 1, permit, era, failed }: Partial<CallOutcome> = {}) {
    const outcome = { result, count, permit, failed, era: era ?? this.document?.totals.opened ?? 0 };
    return this.do({ outcomes: [outcome] }).weights[0];
  }

  ask(...asked: string[]): string[] {
    return [...this.do({ asked }).granted];
  }

  get state() {
    return this.document?.state.is;
  }

  get standing() {
    return this.document && standingOf(this.document, this.now);
  }

  proven(): this {
    this.end('success');
    return this;
  }

  opened(): this {
    this.proven().end('failure', { count: this.settings.consecutiveFailures });
    return this;
  }

  /** Until the time of the open breaker is over. */
  waitUntilProbing(): this {
    if (this.document?.state.is === 'open') this.now = this.document.state.until;
    return this;
  }
}

describe('a breaker that is closed', () => {
  test('lets everything through once a call has succeeded', () => {
    expect(new Trial().proven().standing).toEqual({ is: 'healthy' });
  });

  test('opens after so many failures in a row, and tells why', () => {
    const trial = new Trial().proven();
    trial.end('failure', { count: 4 });
    expect(trial.state).toBe('closed');
    trial.end('failure');
    expect(trial.standing).toEqual({ is: 'open', until: trial.now + 10_000 });
    expect(trial.document?.transitions).toEqual([
      { at: trial.now, from: 'closed', to: 'open', why: 'consecutive-failures' },
    ]);
  });

  test('forgets failures with a success', () => {
    const trial = new Trial().proven();
    for (let i = 0; i < 3; i++) {
      trial.end('failure', { count: 4 });
      trial.end('success');
    }
    expect(trial.state).toBe('closed');
  });

  test('is limited to the failures that are missing when half of them have come', () => {
    const trial = new Trial().proven();
    trial.end('failure', { count: 2 });
    expect(trial.standing).toEqual({ is: 'healthy' });
    trial.end('failure');
    expect(trial.ask('a', 'b', 'c')).toEqual(['a', 'b']);
    expect(trial.ask('c')).toEqual([]);
    trial.end('neutral', { permit: 'a' });
    expect(trial.ask('c')).toEqual(['c']);
    trial.end('success', { permit: 'b' });
    expect(trial.standing).toEqual({ is: 'healthy' });
  });

  test('lets any number of first calls through, and after a failure no more than failures open it', () => {
    const trial = new Trial({ consecutiveFailures: 4 });
    trial.do({ asked: ['first'] });
    expect(trial.standing).toEqual({ is: 'healthy' });
    expect(trial.end('failure')).toBe('counted');
    expect(trial.ask('a', 'b', 'c', 'd')).toEqual(['a', 'b', 'c']);
    expect(trial.end('failure', { permit: 'a' })).toBe('counted');
    expect(trial.ask('d')).toEqual([]);
    trial.end('failure', { permit: 'b' });
    trial.end('failure', { permit: 'c' });
    expect(trial.state).toBe('open');
  });

  test('tries more when first calls are slow', () => {
    const trial = new Trial({ consecutiveFailures: 3 });
    trial.end('failure');
    trial.ask('a', 'b');
    trial.now += 14_000;
    trial.do({ renewed: ['a', 'b'] });
    trial.now += 14_000;
    trial.do({ renewed: ['a', 'b'] });
    expect(trial.ask('c')).toEqual([]);
    trial.now += 2_000;
    expect(trial.ask('c', 'd', 'e')).toEqual(['c', 'd']);
  });

  test('opens at a failure rate once there were enough calls', () => {
    const failureRate = { threshold: 0.5, windowMs: 10_000, minimumCalls: 10 };
    const trial = new Trial({ consecutiveFailures: 100, failureRate }).proven();
    for (let i = 0; i < 4; i++) {
      trial.end('success');
      trial.end('failure');
    }
    expect(trial.state).toBe('closed');
    trial.end('failure');
    expect(trial.document?.transitions.at(-1)?.why).toBe('failure-rate');
  });

  test('judges the failure rate of the window alone', () => {
    const failureRate = { threshold: 0.5, windowMs: 10_000, minimumCalls: 10 };
    const trial = new Trial({ consecutiveFailures: 100, failureRate }).proven();
    trial.end('failure', { count: 4 });
    trial.now += 10_001;
    trial.end('failure', { count: 9 });
    expect(trial.state).toBe('closed');
    trial.end('failure');
    expect(trial.state).toBe('open');
  });
});

/** A failure of the n-th run's step. */
const of = (n: number, item?: number, attempt = 1) => ({
  failed: {
    ...{ code: 'SHOP_DOWN', message: `No ${n}.`, run: `r${n}`, step: 's', attempt },
    ...(item !== undefined && { item }),
  },
});

describe('failures in a row', () => {
  test('of one step count once, however often it is tried again', () => {
    const trial = new Trial().proven();
    for (let i = 0; i < 50; i++) trial.end('failure', of(1));
    expect(trial.document).toMatchObject({ state: { is: 'closed', failures: 1 }, totals: { failures: 50 } });
    for (const n of [2, 1, 3, 2, 4, 1]) trial.end('failure', of(n));
    expect(trial.state).toBe('closed');
    trial.end('failure', of(5));
    expect(trial.state).toBe('open');
  });

  test('of the items of one step are those of several', () => {
    const trial = new Trial().proven();
    for (let item = 0; item < 5; item++) trial.end('failure', of(1, item));
    expect(trial.state).toBe('open');
  });

  test('do not contain those of steps that failed before while others succeeded: these are their own', () => {
    const trial = new Trial({ consecutiveFailures: 2 }).proven();
    trial.end('failure', of(1));
    trial.end('success');
    trial.end('failure', of(2));
    trial.end('success');
    for (let i = 0; i < 10; i++) for (const n of [1, 2]) expect(trial.end('failure', of(n))).toBe('own');
    expect(trial.document).toMatchObject({ state: { is: 'closed', failures: 0 }, totals: { failures: 22 } });
    trial.end('failure', of(3));
    trial.end('failure', of(4));
    expect(trial.state).toBe('open');
  });

  test('do not contain those of many steps that are tried again while others have just succeeded', () => {
    const trial = new Trial().proven();
    trial.now += 9_999;
    for (let n = 0; n < 1_000; n++) expect(trial.end('failure', of(n, undefined, 2))).toBe('own');
    expect(trial.state).toBe('closed');
    trial.now += 1;
    for (let n = 0; n < 5; n++) trial.end('failure', of(n, undefined, 2));
    expect(trial.state).toBe('open');
  });

  test('of steps that failed before, and nobody succeeded since, count', () => {
    const trial = new Trial({ consecutiveFailures: 2, probes: 1 }).proven();
    for (const n of [1, 2]) trial.end('failure', of(n));
    for (let i = 0; i < 3; i++) {
      trial.waitUntilProbing().ask(`p${i}`);
      expect(trial.end('failure', { permit: `p${i}`, ...of(1) })).toBe('probe');
      expect(trial.state).toBe('open');
    }
  });

  test('amid successes of others have calls tried at once; one that succeeds closes it, and all that fail open it for its time', () => {
    const trial = new Trial().proven();
    const failAmid = (from: number) => {
      trial.end('success', { count: 5 });
      for (let n = from; n < from + 5; n++) trial.end('failure', of(n));
      expect(trial.state).toBe('open');
      expect(trial.ask('a', 'b', 'c', 'd', 'e', 'f')).toHaveLength(5);
    };
    failAmid(0);
    for (const permit of ['a', 'b', 'c', 'd']) trial.end('failure', { permit, ...of(1) });
    expect(trial.end('success', { permit: 'e' })).toBe('probe');
    expect(trial.standing).toEqual({ is: 'healthy' });
    failAmid(10);
    for (const permit of ['a', 'b', 'c', 'd', 'e']) trial.end('failure', { permit, ...of(20) });
    expect(trial.standing).toEqual({ is: 'open', until: trial.now + 10_000 });
  });
});

test('the last failure is kept, with whose it was', () => {
  const trial = new Trial().opened();
  expect(trial.document?.lastError).toBeUndefined();
  trial.end('failure', of(7, 3));
  expect(trial.document?.lastError).toEqual({
    ...{ code: 'SHOP_DOWN', message: 'No 7.', run: 'r7', step: 's', attempt: 1, item: 3, at: trial.now },
  });
});

describe('a breaker that an operator turned off', () => {
  const trial = new Trial().opened();
  trial.document = { ...(trial.document as BreakerDocument), state: { is: 'off', since: 1, failures: 0 } };

  test('lets everything through, counts, and does not open', () => {
    for (let n = 0; n < 20; n++) expect(trial.end('failure', of(n))).toBe('counted');
    expect(trial.standing).toEqual({ is: 'healthy' });
    expect(trial.document?.totals.failures).toBe(25);
    expect(trial.document && countAdmissible(trial.document, trial.now)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('probes', () => {
  const probing = () => new Trial().opened().waitUntilProbing();

  test('are tried together: the first that succeeds closes, though others have failed', () => {
    const trial = probing();
    expect(trial.ask('a', 'b', 'c', 'd', 'e', 'f')).toEqual(['a', 'b', 'c', 'd', 'e']);
    for (const permit of ['a', 'b', 'c', 'd']) trial.end('failure', { permit });
    expect(trial.state).toBe('half-open');
    trial.end('success', { permit: 'e' });
    expect(trial.standing).toEqual({ is: 'healthy' });
  });

  test('that failed leave no permit to the next', () => {
    const trial = probing();
    trial.ask('a', 'b');
    trial.end('failure', { permit: 'a' });
    expect(trial.ask('c', 'd', 'e', 'f')).toEqual(['c', 'd', 'e']);
  });

  test('of steps that fail by themselves say nothing, and make room for others', () => {
    const trial = new Trial({ probes: 1 }).proven();
    trial.end('failure', of(1));
    trial.end('success');
    trial.end('failure', { count: 5 });
    trial.waitUntilProbing().ask('a');
    expect(trial.end('failure', { permit: 'a', ...of(1) })).toBe('own');
    expect(trial.state).toBe('half-open');
    expect(trial.ask('b')).toEqual(['b']);
  });

  test('of others are waited for a second; if none comes it is open again since then', () => {
    const trial = probing();
    const since = trial.now;
    trial.ask('a');
    trial.end('failure', { permit: 'a' });
    trial.now += 999;
    expect(trial.standing).toMatchObject({ is: 'limited', free: 4 });
    trial.now += 1;
    expect(trial.standing).toEqual({ is: 'open', until: since + 11_000 });
    expect(trial.ask('b')).toEqual([]);
    trial.now = since + 11_000;
    expect(trial.ask('b')).toEqual(['b']);
    expect(trial.document?.transitions.slice(-3).map(({ to }) => to)).toEqual([
      'half-open',
      'open',
      'half-open',
    ]);
  });
});

describe('a breaker that is open', () => {
  test('gives no permit until its time is over, then as many as there are probes', () => {
    const trial = new Trial({ probes: 2 }).opened();
    expect(trial.ask('a')).toEqual([]);
    expect(trial.document && countAdmissible(trial.document, trial.now)).toBe(0);
    trial.waitUntilProbing();
    expect(trial.document && countAdmissible(trial.document, trial.now)).toBe(2);
    expect(trial.ask('a', 'b', 'c')).toEqual(['a', 'b']);
    expect(trial.ask('c')).toEqual([]);
    expect(trial.state).toBe('half-open');
  });

  test('tells a failure of before that it came late, and counts it in the totals alone', () => {
    const trial = new Trial().opened();
    const until = trial.standing;
    expect(trial.end('failure', { era: 0 })).toBe('late');
    expect(trial.end('success', { era: 0 })).toBe('late');
    expect(trial.standing).toEqual(until);
    expect(trial.document?.totals).toEqual({ successes: 2, failures: 6, refused: 0, opened: 1 });
  });

  test('closes with a probe that succeeds', () => {
    const trial = new Trial().opened().waitUntilProbing();
    trial.ask('a');
    expect(trial.end('success', { permit: 'a' })).toBe('probe');
    expect(trial.standing).toEqual({ is: 'healthy' });
    expect(trial.document?.transitions.map(({ why }) => why)).toEqual([
      'consecutive-failures',
      'time',
      'probe-succeeded',
    ]);
  });

  test('opens for as long again with each probe that fails', () => {
    const trial = new Trial({ openForMs: 1_000, probes: 1 }).opened();
    const openFor: number[] = [];
    for (let i = 0; i < 5; i++) {
      trial.waitUntilProbing().ask(`p${i}`);
      expect(trial.end('failure', { permit: `p${i}` })).toBe('probe');
      if (trial.document?.state.is === 'open') openFor.push(trial.document.state.until - trial.now);
    }
    expect(openFor).toEqual([1_000, 1_000, 1_000, 1_000, 1_000]);
    trial.waitUntilProbing().ask('last');
    trial.end('success', { permit: 'last' });
    trial.end('failure', { count: 5 });
    expect(trial.standing).toEqual({ is: 'open', until: trial.now + 1_000 });
  });

  test('tries another call after a probe that says nothing', () => {
    const trial = new Trial().opened().waitUntilProbing();
    trial.ask('a');
    trial.end('neutral', { permit: 'a' });
    expect(trial.state).toBe('half-open');
    expect(trial.ask('b')).toEqual(['b']);
  });

  test('is not moved by calls of before it opened once it is half-open, nor once it is closed', () => {
    const trial = new Trial().opened().waitUntilProbing();
    trial.ask('a');
    trial.end('success', { era: 0 });
    expect(trial.end('failure', { era: 0 })).toBe('late');
    expect(trial.state).toBe('half-open');
    trial.end('success', { permit: 'a' });
    trial.end('failure', { era: 0, count: 20 });
    expect(trial.standing).toEqual({ is: 'healthy' });
  });

  test('takes back a probe whose worker is dead, not one that is renewed', () => {
    const trial = new Trial({ probes: 1 }).opened().waitUntilProbing();
    trial.ask('a');
    trial.now += PERMIT_MS - 1;
    trial.do({ renewed: ['a'] });
    trial.now += PERMIT_MS - 1;
    expect(trial.ask('b')).toEqual([]);
    trial.now += 1;
    expect(trial.ask('b')).toEqual(['b']);
    expect(trial.end('success', { permit: 'a' })).toBe('late');
    expect(trial.state).toBe('half-open');
  });
});

test('an exchange that says nothing leaves the document as it is', () => {
  const trial = new Trial().proven();
  expect(trial.do({}).isChanged).toBe(false);
  expect(trial.do({ asked: ['a'] }).isChanged).toBe(false);
  expect(trial.end('neutral')).toBe('counted');
  expect(trial.do({ refused: 3 }).document.totals.refused).toBe(3);
});

test('outcomes count in their order', () => {
  const trial = new Trial({ consecutiveFailures: 2 }).proven();
  const one = (result: CallOutcome['result']) => ({ result, count: 1, era: 0, permit: undefined });
  const { weights } = trial.do({
    outcomes: [one('failure'), one('success'), one('failure'), one('failure'), one('failure')],
  });
  expect(weights).toEqual(['counted', 'counted', 'counted', 'counted', 'late']);
  expect(trial.document?.totals.opened).toBe(1);
});

test('the last transitions are kept', () => {
  const trial = new Trial({ openForMs: 100, probes: 1 }).opened();
  for (let i = 0; i < TRANSITIONS_KEPT; i++) {
    trial.waitUntilProbing().ask(`p${i}`);
    trial.end('failure', { permit: `p${i}` });
  }
  expect(trial.document?.transitions).toHaveLength(TRANSITIONS_KEPT);
});
