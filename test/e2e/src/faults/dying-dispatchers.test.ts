import { type ProcessExit, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectOneEnd } from '../expect-one-end.ts';
import { GROUPS, groupAt, serves } from '../fault-groups.ts';
import { pointsIn } from '../fault-table.ts';
import { allKinds, FORK, failing, forked, long, signalled, withItemsAtOnce } from '../fault-workflows.ts';
import type { Answer, FleetApi } from '../fleet-api.ts';
import { TestFleet } from '../test-fleet.ts';

/**
 * A dispatcher dies by SIGKILL at each of the points of the table that it meets while it answers a request, once. Another
 * one is there, and takes the request when its caller sends it again. Each test has agents of its own (a group).
 */
const POINTS = {
  submit: pointsIn('a dispatcher that submits'),
  expand: pointsIn('a dispatcher that submits items'),
  cancel: pointsIn('a dispatcher that cancels'),
  pause: pointsIn('a dispatcher that pauses'),
  resume: pointsIn('a dispatcher that resumes'),
  retry: pointsIn('a dispatcher that retries'),
  allow: pointsIn('a dispatcher that allows'),
  signal: pointsIn('a dispatcher that signals'),
};
const SOON = { AG06_WATCHDOG_MS: '1000' };
/** Groups that a worker serves from the start; the tests of the others start their worker later. */
const SERVED = GROUPS.slice(0, 20);

let fleet: TestFleet;
let served = 0;
let late = SERVED.length;

beforeAll(async () => {
  fleet = await TestFleet.start(0, SOON);
  await fleet.startWorker(serves(SERVED));
}, 120_000);
afterAll(() => fleet.stop());

/** Sends the request to a dispatcher that dies at the point. One that has just started may refuse it at first. */
async function loseAt(point: string, send: (api: FleetApi) => Promise<Answer>): Promise<void> {
  const { started, api } = await fleet.startDispatcherBeside({ ...SOON, AG06_TEST_FAULT: point });
  let end: ProcessExit | undefined;
  void started.exited.then((exit) => {
    end = exit;
  });
  const answers: Answer[] = [];
  const isDead = async () => {
    await send(api).then(
      (answer) => answers.push(answer),
      () => undefined,
    );
    return end !== undefined;
  };
  try {
    await until(isDead, { timeoutMs: 60_000, message: `a dispatcher that dies at ${point}` });
    expect(end).toMatchObject({ signal: 'SIGKILL' });
    expect(answers.filter(({ status }) => status !== 503)).toEqual([]);
  } finally {
    await started.stop();
  }
}

const typesOf = async (runId: string): Promise<readonly string[]> =>
  (await fleet.events(runId)).map(({ type }) => type);

describe('a dispatcher that dies', () => {
  const loseSubmission = async (point: string, { name }: { name: string }): Promise<void> => {
    const key = { 'idempotency-key': name };
    const submit = (api: FleetApi) => api.call('POST', '/v1/runs', { workflow: name }, key);
    await loseAt(point, submit);
    const runId = String((await submit(fleet)).body.runId);
    expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
    await expectOneEnd(fleet, runId);
    const { items } = (await fleet.call('GET', `/v1/runs?workflow=${name}`)).body as { items: unknown[] };
    expect(items).toHaveLength(1);
  };

  it.concurrent.each(POINTS.submit)(
    'at %s loses no submission and makes no second run',
    async (point) => {
      const workflow = allKinds(groupAt(served++));
      await fleet.push(workflow);
      await loseSubmission(point, workflow);
    },
    120_000,
  );

  // One after the other: each would expand the run that the other leaves behind, and die too soon.
  it.each(POINTS.expand)(
    'at %s loses no submission with items and makes no second run',
    async (point) => {
      const workflow = withItemsAtOnce(groupAt(served++));
      await fleet.push(workflow);
      await loseSubmission(point, workflow);
    },
    120_000,
  );

  it.concurrent.each(POINTS.cancel)(
    'at %s leaves the run cancelled when the caller asks again',
    async (point) => {
      const workflow = long(groupAt(served++));
      await fleet.push(workflow);
      const runId = await fleet.submit(workflow.name);
      const cancel = (api: FleetApi) => api.call('POST', `/v1/runs/${runId}/cancel`);
      await loseAt(point, cancel);
      expect((await cancel(fleet)).body).toEqual({ runId, status: 'cancelled' });
      await expectOneEnd(fleet, runId);
    },
    120_000,
  );

  it.concurrent.each(POINTS.pause)(
    'at %s has the run paused once, when the caller asks again, and nothing started',
    async (point) => {
      const group = groupAt(late++);
      const workflow = allKinds(group);
      await fleet.push(workflow);
      const runId = await fleet.submit(workflow.name);
      const pause = (api: FleetApi) => api.call('POST', `/v1/runs/${runId}/pause`);
      await loseAt(point, pause);
      expect((await pause(fleet)).body).toEqual({ runId, status: 'paused' });
      await fleet.startWorker(serves([group]));
      await until(async () => (await typesOf(runId)).includes('step.blocked'), { timeoutMs: 45_000 });
      const told = (await typesOf(runId)).filter((type) => ['run.paused', 'step.started'].includes(type));
      expect(told).toEqual(['run.paused']);
      await fleet.call('POST', `/v1/runs/${runId}/resume`);
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet, runId);
    },
    120_000,
  );

  it.concurrent.each(POINTS.resume)(
    'at %s has the paused run go on once, when the caller asks again',
    async (point) => {
      const group = groupAt(late++);
      const workflow = allKinds(group);
      await fleet.push(workflow);
      const runId = await fleet.submit(workflow.name);
      await fleet.call('POST', `/v1/runs/${runId}/pause`);
      await fleet.startWorker(serves([group]));
      await until(async () => (await typesOf(runId)).includes('step.blocked'), { timeoutMs: 45_000 });
      const resume = (api: FleetApi) => api.call('POST', `/v1/runs/${runId}/resume`);
      await loseAt(point, resume);
      expect((await resume(fleet)).status).toBe(200);
      expect(await fleet.result(runId, 55)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet, runId);
      expect((await typesOf(runId)).filter((type) => type === 'run.resumed')).toHaveLength(1);
    },
    120_000,
  );

  it.concurrent.each(POINTS.retry)(
    'at %s has the failed run go on once',
    async (point) => {
      const workflow = failing(groupAt(served++));
      await fleet.push(workflow);
      const runId = await fleet.submit(workflow.name);
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'failed' });
      const retry = (api: FleetApi) => api.call('POST', `/v1/runs/${runId}/retry`);
      await loseAt(point, retry);
      if (!(await typesOf(runId)).includes('run.retried')) expect((await retry(fleet)).status).toBe(202);
      const ends = async () => (await typesOf(runId)).filter((type) => type === 'run.failed').length;
      await until(async () => (await ends()) === 2, { timeoutMs: 45_000 });
      const told = (await typesOf(runId)).filter((type) => ['run.retried', 'step.started'].includes(type));
      expect(told).toEqual(['step.started', 'run.retried', 'step.started']);
    },
    120_000,
  );

  it.concurrent.each(POINTS.allow)(
    'after a fork was submitted, and at %s, leaves one fork that goes on once',
    async (point) => {
      const group = groupAt(served++);
      const workflow = forked(group);
      await fleet.push(workflow);
      const source = await fleet.submit(workflow.name, { n: 1 });
      expect(await fleet.result(source, 45)).toMatchObject({ status: 'completed' });
      const key = { 'idempotency-key': group.name };
      const fork = (api: FleetApi) => api.call('POST', `/v1/runs/${source}/fork`, FORK, key);
      await loseAt('submit.after-commit', fork);
      const runId = String((await fork(fleet)).body.runId);
      await until(async () => (await typesOf(runId)).includes('step.blocked'), { timeoutMs: 45_000 });
      const allow = (api: FleetApi) => api.call('POST', `/v1/runs/${runId}/allow`, { allow: [group.echo] });
      await loseAt(point, allow);
      await allow(fleet);
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed', output: 2 });
      await expectOneEnd(fleet, runId);
      const { items } = (await fleet.call('GET', `/v1/runs?workflow=${workflow.name}`)).body as {
        items: unknown[];
      };
      expect(items).toHaveLength(2);
    },
    120_000,
  );

  it.concurrent.each(POINTS.signal)(
    'at %s has the signal taken once, when its sender sends it again',
    async (point) => {
      const group = groupAt(served++);
      const workflow = signalled(group);
      await fleet.push(workflow);
      const runId = await fleet.submit(workflow.name);
      const key = { 'idempotency-key': group.name };
      const send = (api: FleetApi) => api.call('POST', `/v1/runs/${runId}/signals/go`, { approved: 7 }, key);
      await loseAt(point, send);
      expect([200, 202]).toContain((await send(fleet)).status);
      expect(await fleet.result(runId, 55)).toMatchObject({ status: 'completed', output: { after: 7 } });
      await expectOneEnd(fleet, runId);
      expect((await typesOf(runId)).filter((type) => type.startsWith('signal.'))).toEqual([
        'signal.received',
        'signal.consumed',
      ]);
    },
    120_000,
  );
});
