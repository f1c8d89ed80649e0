import { type CallStep, compile, digestAtHand, encodeRecordedCall } from '@ag06/engine';
import { type RunField, type RunOrigin, toLargeText } from '@ag06/protocol';
import { describe, expect, it } from '@jest/globals';
import { judgeCall } from './judge-call.ts';

function callOf(): CallStep {
  const compiled = compile({
    name: 'w',
    steps: { a: { agent: 'x.a', with: { n: '${input.n}', run: '${run.id}' } } },
  });
  const step = compiled.ok ? compiled.plan.steps.get('a') : undefined;
  if (step === undefined || !('with' in step)) throw new Error('The definition has no call.');
  return step;
}

const ORIGIN: RunOrigin = { runId: 'r0-1', seq: 3, effects: 'recorded', correlationId: 'c' };
const step = callOf();
const values = (n: number) => new Map<RunField, string>([['in', `{"n":${n}}`]]);
const digest = digestAtHand(step, values(1), ORIGIN, {}) ?? '';
const LARGE = { bytes: 3, sha256: 'f'.repeat(64) };

function judge(n: number, fields: Partial<Record<RunField, string>>) {
  const known = new Map(Object.entries(fields)) as Map<RunField, string>;
  const runs = {
    loadFields: async (_: string, asked: readonly RunField[]) =>
      new Map(asked.flatMap((field) => (known.has(field) ? [[field, known.get(field) ?? ''] as const] : []))),
    loadLarge: async () => '"large"',
  };
  return judgeCall(runs, { runId: 'r0-2', values: values(n) }, ORIGIN, step, {});
}

describe('a call in a fork with recorded effects', () => {
  it('gets the outcome of the source if its input is the same, also one that names the run', async () => {
    const recorded = encodeRecordedCall({ digest, status: 'completed', result: '7' });
    const outcome = { status: 'completed', output: '7' };
    expect(await judge(1, { 'r:a': recorded })).toEqual({ verdict: 'recorded', outcome });
    // Also where it might act.
    expect(await judge(1, { 'r:a': recorded, 'a:x.a': '1' })).toEqual({ verdict: 'recorded', outcome });
  });

  it('reads an outcome that is a blob', async () => {
    const recorded = encodeRecordedCall({ digest, status: 'completed', result: toLargeText(LARGE) });
    expect(await judge(1, { 'r:a': recorded })).toMatchObject({ outcome: { output: '"large"' } });
  });

  it('is kept from acting if it has another input or no record, until it is allowed', async () => {
    const recorded = encodeRecordedCall({ digest, status: 'completed', result: '7' });
    expect(await judge(2, { 'r:a': recorded })).toEqual({ verdict: 'kept', reason: 'fork:x.a' });
    expect(await judge(1, {})).toEqual({ verdict: 'kept', reason: 'fork:x.a' });
    expect(await judge(2, { 'r:a': recorded, 'a:x.a': '1' })).toEqual({ verdict: 'acts' });
    expect(await judge(1, { 'r:a': 'broken', 'a:x.b': '1' })).toEqual({
      verdict: 'kept',
      reason: 'fork:x.a',
    });
  });
});
