import type { RunStatus } from '@ag06/contracts';
import { expect, it } from '@jest/globals';
import { stepOf } from '../decide/openings.ts';
import { planOf } from '../testing/plan-of.ts';
import { explainStep } from './explain-step.ts';
import type { UnitLook } from './waiting.ts';

const plan = planOf({
  name: 'p',
  steps: {
    a: { agent: 'x.a' },
    b: { agent: 'x.b', needs: ['a'] },
    each: { agent: 'x.each', forEach: '${input.list}' },
  },
});

const unit = (more: Partial<UnitLook>): UnitLook => ({
  status: 'scheduled',
  dispatch: 1,
  token: 0,
  dueAt: 0,
  ...more,
});
const explain = (
  step: string,
  units: Readonly<Record<string, Partial<UnitLook>>>,
  status: RunStatus = 'running',
) => {
  const looks = Object.entries(units).map(([name, more]) => [name, unit(more)] as const);
  return explainStep(stepOf(plan, step), { status, units: new Map(looks) });
};

it('explainStep names the dependencies that have no outcome yet', () => {
  expect(explain('b', { a: { status: 'running' } })).toEqual([{ for: 'dependencies', steps: ['a'] }]);
  expect(explain('b', { a: { status: 'failed' } })).toEqual([{ for: 'dependencies', steps: [] }]);
  expect(explain('b', {}, 'scheduled')).toEqual([{ for: 'start' }]);
});

it('explainStep names agent and job of a step on a queue, and when a retry is due', () => {
  const turn = { for: 'turn', agent: 'x.a', unit: 'a', dispatch: 3 };
  expect(explain('a', { a: { dispatch: 3 } })).toEqual([turn]);
  expect(explain('a', { a: { status: 'retrying', dispatch: 3, dueAt: 7 } })).toEqual([{ ...turn, dueAt: 7 }]);
});

it.each<[string, unknown]>([
  ['pause', { for: 'pause' }],
  ['breaker:shop.api', { for: 'breaker', dependency: 'shop.api' }],
  ['limit:agent:x', { for: 'limit', limit: 'agent:x' }],
])('tells of a blocked step that %s blocks it', (blockedBy, waiting) => {
  expect(explain('a', { a: { status: 'blocked', blockedBy } })).toEqual([waiting]);
});

it('explainStep asks for a repair of a step that nobody holds, unless its run does not go on; a step that is held or over has no reason', () => {
  expect(explain('a', { a: { status: 'ready' } })).toEqual([{ for: 'repair' }]);
  expect(explain('a', { a: { status: 'ready' } }, 'paused')).toEqual([{ for: 'pause' }]);
  expect(explain('a', { a: { status: 'ready' } }, 'scheduled')).toEqual([{ for: 'start' }]);
  expect(explain('a', { a: { status: 'ready', token: 2 } })).toEqual([]);
  expect(explain('a', { a: { status: 'running', token: 2 } })).toEqual([]);
  expect(explain('a', { a: { status: 'completed' } })).toEqual([]);
});

it('explainStep lists the reasons of the lanes of a forEach step unless one runs; before the lanes exist, that of the step itself', () => {
  const lanes = {
    each: { status: 'running' },
    'each.0': { status: 'retrying', dueAt: 9, item: 4 },
    'each.1': { status: 'completed' },
  } as const;
  expect(explain('each', lanes)).toEqual([
    { for: 'turn', agent: 'x.each', unit: 'each.0', dispatch: 1, dueAt: 9, item: 4 },
  ]);
  expect(explain('each', { ...lanes, 'each.2': { status: 'running', token: 3 } })).toEqual([]);
  expect(explain('each', { each: { status: 'ready' } })).toEqual([{ for: 'repair' }]);
});
