import { describe, expect, test } from '@jest/globals';
import { PERMIT_MS } from './apply-exchange.ts';
import type { CallOutcome } from './apply-outcome.ts';
import { TRANSITIONS_KEPT } from './breaker-document.ts';
import { Trial } from './testing/trial.ts';

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

describe('a breaker that is open', () => {
  test('gives no permit until its time is over, then as many as there are probes', () => {
    const trial = new Trial({ probes: 2 }).opened();
    expect(trial.ask('a')).toEqual([]);
    expect(trial.standing).toMatchObject({ is: 'open' });
    trial.waitUntilProbing();
    expect(trial.standing).toMatchObject({ is: 'limited', free: 2 });
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

test('an exchange without news leaves the breaker’s document as it is', () => {
  const trial = new Trial().proven();
  expect(trial.do({}).isChanged).toBe(false);
  expect(trial.do({ asked: ['a'] }).isChanged).toBe(false);
  expect(trial.end('neutral')).toBe('counted');
  expect(trial.do({ refused: 3 }).document.totals.refused).toBe(3);
});

test('the outcomes of an exchange count in their order', () => {
  const trial = new Trial({ consecutiveFailures: 2 }).proven();
  const one = (result: CallOutcome['result']) => ({
    result,
    count: 1,
    era: 0,
    permit: undefined,
    endedAt: trial.now,
  });
  const { weights } = trial.do({
    outcomes: [one('failure'), one('success'), one('failure'), one('failure'), one('failure')],
  });
  expect(weights).toEqual(['counted', 'counted', 'counted', 'counted', 'late']);
  expect(trial.document?.totals.opened).toBe(1);
});

test('a breaker keeps its last transitions', () => {
  const trial = new Trial({ openForMs: 100, probes: 1 }).opened();
  for (let i = 0; i < TRANSITIONS_KEPT; i++) {
    trial.waitUntilProbing().ask(`p${i}`);
    trial.end('failure', { permit: `p${i}` });
  }
  expect(trial.document?.transitions).toHaveLength(TRANSITIONS_KEPT);
});
