import { describe, expect, it } from '@jest/globals';
import { judgeComponent, toPoints } from './component-health.ts';
import { COMPONENT_WEIGHTS } from './component-weights.ts';
import { REASON_RULES, type ReasonRule } from './reason-rules.ts';

const RULE: ReasonRule = { component: 'store', measure: 'ms', from: 100, to: 200, points: 40, remedy: 'Do.' };

describe('a threshold', () => {
  it.each([
    [0, 0],
    [99.9, 0],
    [100, 1],
    [101, 1],
    [150, 20],
    [199, 40],
    [200, 40],
    [Number.POSITIVE_INFINITY, 40],
    [Number.NaN, 0],
  ])('makes of %d a loss of %d points', (value, points) => {
    expect(toPoints(RULE, value)).toBe(points);
  });

  it('may be a switch', () => {
    expect([0, 1, 2].map((value) => toPoints({ ...RULE, from: 1, to: 1 }, value))).toEqual([0, 40, 40]);
  });
});

it('the health of a component tells the gravest reason first, each with what to do, and never goes below 0', () => {
  const health = judgeComponent('store', 12.4, [
    { code: 'STORE_SLOW', value: 200, found: 'Slow.' },
    { code: 'STORE_SILENT', value: 1e9, found: 'Silent.' },
    { code: 'STORE_EVICTS', value: 0, found: 'Never told.' },
  ]);
  expect(health).toEqual({
    component: 'store',
    score: 0,
    status: 'unhealthy',
    ageMs: 12,
    reasons: [
      { code: 'STORE_SILENT', message: `Silent. ${REASON_RULES.STORE_SILENT.remedy}` },
      { code: 'STORE_SLOW', message: `Slow. ${REASON_RULES.STORE_SLOW.remedy}` },
    ],
  });
});

describe('the table of reasons', () => {
  it.each(Object.entries(REASON_RULES))('%s is complete and makes sense', (code, rule) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
    expect(Object.keys(COMPONENT_WEIGHTS)).toContain(rule.component);
    expect(rule.from).toBeGreaterThan(0);
    expect(rule.to).toBeGreaterThanOrEqual(rule.from);
    expect(rule.points).toBeGreaterThan(0);
    expect(rule.points).toBeLessThanOrEqual(100);
    expect(rule.remedy).toMatch(/^[A-Z].*\.$/);
    expect(rule.measure).not.toBe('');
  });
});
