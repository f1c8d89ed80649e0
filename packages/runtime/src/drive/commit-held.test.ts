import { compile } from '@ag06/engine';
import type { Commit } from '@ag06/protocol';
import { createMemoryStore, StoreError } from '@ag06/store';
import { expect, it } from '@jest/globals';
import { createCommandIds } from '../command-ids.ts';
import { GivenInput } from '../given-input.ts';
import { submitRun } from '../submit-run.ts';
import { CommitRefused } from './commit-held.ts';

const compiled = compile({
  name: 'p',
  steps: { a: { agent: 'x', when: '${input.go}', onFailure: 'continue' } },
  output: '${steps.a.error.code}',
});
if (!compiled.ok) throw new Error('The plan does not compile.');
const { plan } = compiled;

/** Submits a run whose first evaluation is the submitter's; the store refuses what `judge` says. */
async function submit(judge: (commit: Commit) => StoreError | undefined) {
  const { runs } = createMemoryStore();
  const refused: unknown[] = [];
  const left: unknown[] = [];
  const apply = (async (command) => {
    const error = command.kind === 'commit' ? judge(command) : undefined;
    if (error !== undefined) throw error;
    return runs.apply(command);
  }) as typeof runs.apply;
  const submitter = {
    runs: new Proxy(runs, {
      get: (target, key) => {
        if (key === 'apply') return apply;
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
    broker: { enqueue: async () => {}, remove: async () => {} },
    issuer: { worker: 'd', job: '', delivery: 0 },
    createId: createCommandIds('d'),
    epoch: () => 0,
    plans: { load: async () => plan },
    dedupeTtlMs: 60_000,
    onLeft: (cause: unknown) => void left.push(cause),
    onRefused: (_: unknown, unit: string) => refused.push(unit),
  };
  const submission = {
    workflow: plan.name,
    loadPlan: async () => plan,
    tenant: 'default',
    input: GivenInput.of({ go: true }),
    priority: 'normal' as const,
    tags: [],
    correlationId: 'c',
    delayMs: 0,
  } as const;
  const { runId } = await submitRun(submitter, submission);
  return { refused, left, run: await runs.loadRun(runId) };
}
const forGood = new StoreError('STORE_REPLY_INVALID', 'no room on the stack');

it('commitHeld fails a step whose evaluation the store refuses permanently, as its policy says, and reports it', async () => {
  const { run, refused } = await submit(({ change }) => (change.to === 'open' ? forGood : undefined));
  expect(run).toMatchObject({ status: 'completed', output: 'COMMIT_REFUSED' });
  expect(refused).toEqual(['a']);
});

it('commitHeld fails a step whose output has no room in the store with OUTPUT_TOO_LARGE, and does not send it again', async () => {
  let sent = 0;
  const noRoom = new StoreError('BLOB_NO_ROOM', 'It filled the store.');
  const { run } = await submit(({ change }) => (change.to === 'open' && ++sent > 0 ? noRoom : undefined));
  expect(run).toMatchObject({ status: 'completed', output: 'OUTPUT_TOO_LARGE' });
  expect(sent).toBe(1);
});

it('commitHeld repeats a refused commit once, because a pooler may report its own trouble as permanent', async () => {
  let refusals = 0;
  const { run, refused } = await submit(({ change }) =>
    change.to === 'open' && refusals++ === 0 ? forGood : undefined,
  );
  expect(run?.units.get('a')?.status).toBe('scheduled');
  expect(refused).toEqual([]);
});

it('commitHeld ends a run if nothing else about it can be recorded', async () => {
  const { run } = await submit(({ guard }) => (guard.on === 'token' ? forGood : undefined));
  expect(run).toMatchObject({
    status: 'failed',
    error: { code: 'COMMIT_REFUSED', step: 'a', message: expect.stringContaining('no room on the stack') },
  });
});

it('commitHeld throws CommitRefused if nothing can be recorded; the run is accepted all the same', async () => {
  expect((await submit(() => forGood)).left).toEqual([expect.any(CommitRefused)]);
});

it('commitHeld throws an outage unchanged, and fails no step because of it', async () => {
  const away = new StoreError('STORE_UNAVAILABLE', 'away');
  expect((await submit(() => away)).left).toEqual([away]);
});
