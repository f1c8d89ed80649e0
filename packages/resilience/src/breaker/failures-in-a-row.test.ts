import { describe, expect, test } from '@jest/globals';
import type { BreakerDocument } from './breaker-document.ts';
import { SUSPECTS_KEPT } from './suspects.ts';
import { of, Trial } from './testing/trial.ts';

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
    for (const n of [1, 2]) {
      trial.end('failure', of(n));
      trial.succeedLater();
    }
    for (let i = 0; i < 10; i++) for (const n of [1, 2]) expect(trial.end('failure', of(n))).toBe('own');
    expect(trial.document).toMatchObject({ state: { is: 'closed', failures: 0 }, totals: { failures: 22 } });
    trial.end('failure', of(3));
    trial.end('failure', of(4));
    expect(trial.state).toBe('open');
  });

  test('do not contain those of more such steps than are remembered, when they are tried again', () => {
    const trial = new Trial().proven();
    for (let n = 0; n < 1_100; n++) {
      trial.end('failure', of(n));
      trial.succeedLater();
    }
    expect(trial.document?.suspects).toHaveLength(SUSPECTS_KEPT);
    for (let n = 0; n < 1_100; n++) expect(trial.end('failure', of(n, undefined, 2))).toBe('own');
    expect(trial.state).toBe('closed');
    // What fails for the first time cannot be one that was forgotten.
    for (let n = 1_100; n < 1_105; n++) expect(trial.end('failure', of(n))).toBe('counted');
    expect(trial.state).toBe('open');
  });

  test('contain those of steps that are tried again when the service has just died, also if answers of before are told late', () => {
    const trial = new Trial({ probes: 1 });
    const died = trial.now;
    trial.now += 300;
    for (let n = 0; n < 400; n++) {
      trial.end('failure', of(n));
      if (n < 3) trial.end('success', { count: 10, endedAt: died });
    }
    expect(trial.state).toBe('open');
    for (let n = 0; n < 400; n++) {
      trial.waitUntilProbing().ask('p');
      expect(trial.end('failure', { permit: 'p', ...of(n, undefined, 2) })).toBe('probe');
    }
  });

  test('contain those of a service that answers once and dies again: steps that failed before spend no more attempts then', () => {
    const trial = new Trial({ probes: 1 }).opened();
    for (let n = 0; n < 20; n++) expect(trial.end('failure', { era: 0, ...of(n) })).toBe('late');
    trial.waitUntilProbing().ask('p');
    trial.end('success', { permit: 'p' });
    expect(trial.state).toBe('closed');
    expect(trial.end('failure', of(0, undefined, 2))).toBe('own');
    for (let n = 100; n < 105; n++) trial.end('failure', of(n));
    for (let n = 0; n < 20; n++) {
      trial.waitUntilProbing().ask('p');
      expect(trial.end('failure', { permit: 'p', ...of(n, undefined, 2) })).toBe('probe');
    }
  });

  test('do not contain those of steps that failed before a service was well for a while, though the breaker has opened since', () => {
    const trial = new Trial({ probes: 1 }).proven();
    for (let n = 0; n < 20; n++) {
      trial.end('failure', of(n));
      trial.end('success', { endedAt: trial.now + 1 });
    }
    trial.succeedLater().end('failure', { count: 5 });
    trial.waitUntilProbing();
    for (let n = 0; n < 20; n++) {
      trial.ask(`p${n}`);
      expect(trial.end('failure', { permit: `p${n}`, ...of(n, undefined, 2) })).toBe('own');
    }
    trial.ask('last');
    expect(trial.end('failure', { permit: 'last', ...of(99) })).toBe('probe');
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

test('a breaker keeps the last failure, with its run and step', () => {
  const trial = new Trial().opened();
  expect(trial.document?.lastError).toBeUndefined();
  trial.end('failure', of(7, 3));
  expect(trial.document?.lastError).toEqual({
    code: 'SHOP_DOWN',
    message: 'No 7.',
    run: 'r7',
    step: 's',
    attempt: 1,
    item: 3,
    at: trial.now,
  });
});

describe('a breaker that an operator turned off', () => {
  const trial = new Trial().opened();
  trial.document = { ...(trial.document as BreakerDocument), state: { is: 'off', since: 1, failures: 0 } };

  test('lets everything through, counts, and does not open', () => {
    for (let n = 0; n < 20; n++) expect(trial.end('failure', of(n))).toBe('counted');
    expect(trial.standing).toEqual({ is: 'healthy' });
    expect(trial.document?.totals.failures).toBe(25);
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
