import { expect, it } from '@jest/globals';
import { compileFor } from '../template/template-fixture.ts';
import { evaluateTemplate, toRunIds } from './scope.ts';

it('expressions of a run that a schedule started read its schedule and its slot', () => {
  const { template } = compileFor(['${run.schedule} at ${run.slot}', '${run}']);
  const meta = { correlationId: 'c', parent: { schedule: 'nightly' }, slot: 1_767_322_800_000 };
  const run = {
    id: 'r0-1',
    correlationId: 'c',
    attempt: 1,
    schedule: 'nightly',
    slot: '2026-01-02T03:00:00.000Z',
  };
  expect(evaluateTemplate(template, new Map(), toRunIds('r0-1', meta), 1)).toEqual({
    ok: true,
    value: ['nightly at 2026-01-02T03:00:00.000Z', run],
  });
});
