import { StepDefinition } from '@ag06/contracts/api';
import { expect, it } from '@jest/globals';
import { HEAD_FIELDS } from '../compile/refuse-foreign-fields.ts';
import { decideWake } from '../decide/decide-wake.ts';
import { planOf } from '../testing/plan-of.ts';
import { ALL_KINDS, kindOf, MODIFIERS_NOT_YET } from './kinds.ts';

it('the fields of a step tell its kind: no two kinds have the same action and modifier', () => {
  const marks = ALL_KINDS.map(({ field, modifier }) => `${field} ${modifier}`);
  expect(new Set(marks).size).toBe(marks.length);
});

it('a kind that is built is not announced as not available yet', () => {
  const announced = new Set<string>(MODIFIERS_NOT_YET);
  const built = ALL_KINDS.flatMap(({ field, modifier, fields }) => [field, modifier, ...fields]);
  expect(built.filter((field) => field !== undefined && announced.has(field))).toEqual([]);
});

it('the API describes exactly the fields that steps of each kind have', () => {
  const built = new Map<string, Set<string>>();
  for (const { field, modifier, fields } of ALL_KINDS) {
    const known = built.get(field) ?? new Set([field, ...HEAD_FIELDS]);
    for (const one of [modifier, ...fields]) if (one !== undefined) known.add(one);
    built.set(field, known);
  }
  const described = StepDefinition.options.map(({ shape }) => Object.keys(shape).sort());
  expect(described).toEqual([...built.values()].map((fields) => [...fields].sort()));
});

const plan = planOf({
  name: 'w',
  steps: {
    a: { agent: 'x' },
    each: { agent: 'x', forEach: [1] },
    pause: { wait: '1s' },
    go: { signal: 'go' },
    ask: { approve: { signal: 'ask', ask: 'Sure?' } },
  },
});

it.each(['a', 'each', 'each.0'])('the unit %s goes to its queue when nothing blocks it any more', (unit) => {
  const context = { run: { id: 'r', correlationId: 'c' }, values: new Map(), random: () => 0.5 };
  expect(decideWake(plan, { unit, reason: 'breaker:shop', dueAt: 0 }, context)).toEqual({
    change: { to: 'unblocked' },
    next: [],
    end: undefined,
  });
});

it('every step of a plan finds its kind', () => {
  expect([...plan.steps.values()].map((step) => kindOf(step).title)).toEqual([
    'an agent step',
    'a forEach step',
    'a wait step',
    'a signal step',
    'an approval step',
  ]);
});
