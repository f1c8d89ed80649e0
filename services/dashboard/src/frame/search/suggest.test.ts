import { describe, expect, test } from '@jest/globals';
import { type Mark, NO_NAMES, suggest } from './suggest.ts';

const NAMES = {
  workflow: ['reorder', 'order', 'order.pay', 'digest'],
  agent: ['order.check', 'mail'],
  schedule: ['nightly'],
};
const places = (text: string, names = NO_NAMES, found: readonly (readonly [Mark, boolean])[] = []) =>
  suggest(text, names, new Map(found)).map(({ kind, href }) => [kind, href]);

describe('who looks for', () => {
  test('the id of a run gets to it alone', () =>
    expect(places(' r0-0mwvdobfe36IBKNqGC560 ', NAMES)).toEqual([['run', '/runs/r0-0mwvdobfe36IBKNqGC560']]));

  test('the id of a dead letter gets to it first', () =>
    expect(places('1796001879979-0')[0]).toEqual(['dead letter', '/dead-letters?id=1796001879979-0']));

  test('a part of names gets to workflows, agents and schedules, those that begin with it first', () => {
    expect(places('Order', NAMES).slice(0, 4)).toEqual([
      ['workflow', '/workflows/order'],
      ['workflow', '/workflows/order.pay'],
      ['workflow', '/workflows/reorder'],
      ['agent', '/tuning/order.check'],
    ]);
    expect(places('night', NAMES)[0]).toEqual(['schedule', '/schedules/nightly']);
  });

  test('anything else gets to runs with this correlation id, or this tag', () =>
    expect(places('a&b/?')).toEqual([
      ['correlation id', '/runs?correlationId=a%26b%2F%3F'],
      ['tag', '/runs?tag=a%26b%2F%3F'],
    ]));

  test('key=value gets to runs with this attribute first', () =>
    expect(places('customer = c-7')[0]).toEqual(['attribute', '/runs?attr.customer=c-7']));

  test('nothing gets nowhere', () => expect(places('  ', NAMES)).toEqual([]));
});

describe('a mark of runs', () => {
  test('that was found comes before those that are not known yet', () =>
    expect(places('urgent', NAMES, [['tag', true]]).map(([kind]) => kind)).toEqual([
      'tag',
      'correlation id',
    ]));

  test('that no run has is left out, unless nothing else is left', () => {
    const none = [
      ['tag', false],
      ['correlation id', false],
    ] as const;
    expect(places('mail', NAMES, none)).toEqual([['agent', '/tuning/mail']]);
    expect(places('zzz', NAMES, none).map(([kind]) => kind)).toEqual(['correlation id', 'tag']);
  });
});

test('at most four names of a kind are suggested', () => {
  const workflow = Array.from({ length: 1_000 }, (_, i) => `w${i}`);
  const kinds = places('w', { ...NO_NAMES, workflow }).filter(([kind]) => kind === 'workflow');
  expect(kinds).toHaveLength(4);
});
