import type { EntryJob } from '@ag06/broker';
import { createCommandIds, PlanCache } from '@ag06/runtime';
import { createMemoryStore } from '@ag06/store';
import { META, Player } from '@ag06/store/conformance';
import { createMetricBook } from '@ag06/telemetry';
import { expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Parts } from '../parts.ts';
import { readSubmission } from '../queue/read-submission.ts';
import { traceSubmission } from '../queue/trace-submission.ts';
import { redriveLetter, showLetter } from './dead-letters.ts';
import { startRun } from './start-run.ts';

const DEFINITION = { name: 'tea', steps: { s: { agent: 'x.a' } } };

function createBench() {
  const store = createMemoryStore();
  const broker = { enqueue: async () => {} };
  const issuer = { worker: 'd', job: '', delivery: 0 };
  const parts = {
    store,
    carrier: { runs: store.runs, broker, issuer, createId: createCommandIds('d'), epoch: () => 0 },
    plans: new PlanCache(store.workflows),
    wanted: { note: () => {} },
    dedupeTtlMs: 60_000,
    log: pino({ level: 'silent' }),
    book: createMetricBook(),
    ceiling: { judge: () => undefined },
  } as unknown as Parts;
  const add = async (queue: string, reason: string, data: unknown): Promise<string> => {
    await store.fleet.addDeadLetter({ queue, jobId: '1', reason, data: data as null });
    return (await store.fleet.listDeadLetters(1))[0]?.id ?? '';
  };
  const submit = (job: EntryJob) =>
    traceSubmission(job, readSubmission(job), (start) => startRun(parts, start));
  const redrive = (id: string) => redriveLetter(parts, 'default', id);
  const push = () =>
    store.workflows.saveWorkflow('default', {
      name: 'tea',
      version: 'v1',
      definition: JSON.stringify(DEFINITION),
    });
  return { store, add, redrive, push, submit };
}

it('a submission that was refused is one run, however often its dead letter is redriven', async () => {
  const { store, add, redrive, push } = createBench();
  const id = await add('ag06.submissions', 'WORKFLOW_UNKNOWN', { workflow: 'tea', input: 1 });
  const letter = await store.fleet.loadDeadLetter(id);
  await expect(redrive(id)).rejects.toMatchObject({ code: 'DEAD_LETTER_REFUSED', status: 409 });
  expect(await store.fleet.loadDeadLetter(id)).toEqual(letter);

  await push();
  // Who dies before the letter is removed leaves it, and somebody redrives it once more.
  const remove = store.fleet.removeDeadLetter;
  store.fleet.removeDeadLetter = async () => {
    throw new Error('died');
  };
  await expect(redrive(id)).rejects.toThrow('died');
  store.fleet.removeDeadLetter = remove;
  const { runId, became } = await redrive(id);
  expect(became).toBe('submitted');
  const { runs } = await store.runs.listRuns({
    tenant: 'default',
    statuses: [],
    workflow: 'tea',
    correlationId: undefined,
    tags: [],
    from: undefined,
    to: undefined,
    after: undefined,
    limit: 10,
  });
  expect(runs.map((run) => run.runId)).toEqual([runId]);
  await expect(redrive(id)).rejects.toMatchObject({ code: 'DEAD_LETTER_UNKNOWN', status: 404 });
});

it('a refused submission whose job is tried again, as by bull-board, and whose dead letter is redriven is one run', async () => {
  const { store, redrive, push, submit } = createBench();
  const job = {
    queue: 'ag06.submissions',
    jobId: '7',
    name: 'start',
    timestamp: 5,
    data: { workflow: 'tea' },
  };
  const { queue, jobId, data, timestamp: sentAt } = job;
  await store.fleet.addDeadLetter({ queue, jobId, reason: 'WORKFLOW_UNKNOWN', data, sentAt });
  const [letter] = await store.fleet.listDeadLetters(1);
  expect(await showLetter(store.fleet, letter?.id ?? '')).not.toHaveProperty('sentAt');
  await push();
  const { runId } = await submit(job);
  expect(await redrive(letter?.id ?? '')).toMatchObject({ runId, became: 'submitted' });
  expect((await submit({ ...job, timestamp: 6 })).runId).not.toBe(runId);
});

it("a redrive of an agent's dead letter makes the watchdog look at its run, and is refused if the run cannot go on", async () => {
  const { store, add, redrive } = createBench();
  const player = new Player(store);
  await player.submit({ meta: JSON.stringify(META) });
  const { runId } = player;
  await store.runs.clearWakeup({ subject: 'run', runId, kind: 'watchdog' });
  const data = { runId, step: 'a', attempt: 1, dispatch: 1 };
  const [first, second] = [
    await add('agent.x', 'COMMIT_REFUSED', data),
    await add('agent.x', 'COMMIT_REFUSED', data),
  ];
  expect(await redrive(first)).toMatchObject({ runId, became: 'looked-at' });
  expect(await store.runs.takeWakeups('looks', 10, 1_000)).toEqual([
    { subject: 'run', runId, kind: 'watchdog' },
  ]);
  await player.cancel();
  const gone = { ...data, runId: 'r0-000000000aaaaaaaaaaaa' };
  for (const id of [
    second,
    await add('agent.x', 'RUN_UNKNOWN', gone),
    await add('agent.x', 'JOB_INVALID', { hello: 'world' }),
    await add('ag06.submissions', 'BODY_TOO_DEEP', null),
    await add('ag06.submissions', 'JOB_NAME_UNKNOWN', { workflow: 'tea' }),
  ]) {
    await expect(redrive(id)).rejects.toMatchObject({ code: 'DEAD_LETTER_FINAL', status: 409 });
    expect(await store.fleet.loadDeadLetter(id)).toBeDefined();
  }
});
