import { startRedis, until } from '@ag06/test-support';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { expectOneEnd } from '../expect-one-end.ts';
import { GROUPS, type Group, groupAt, serves } from '../fault-groups.ts';
import { repliesIn } from '../fault-table.ts';
import {
  ALL_STARTS,
  allKinds,
  FORK,
  failing,
  forked,
  ITEM_STARTS,
  long,
  overdue,
  signalled,
  waiting,
  withItemsAtOnce,
} from '../fault-workflows.ts';
import { LosingProxy } from '../losing-proxy.ts';
import { startsOf } from '../starts-of.ts';
import { TestFleet } from '../test-fleet.ts';

/**
 * A dispatcher's command is carried out, but its reply never comes and its connection is reset: the client sends it again.
 * Nothing may be done twice, and nothing may wait for a redelivery. The tests use the dispatcher one after the other.
 */
const SOON = { AG06_WATCHDOG_MS: '1000' };
/** Groups that a worker serves from the start; the tests of the others start their worker later, if they need one. */
const SERVED = GROUPS.slice(0, 16);

let fleet: TestFleet;
let proxy: LosingProxy;
let [served, late] = [0, SERVED.length];
const runs: string[] = [];

beforeAll(async () => {
  const redis = await startRedis();
  proxy = await LosingProxy.start(redis.port);
  fleet = await TestFleet.startOn(redis, 0, { ...SOON, AG06_BROKER_URL: proxy.url });
  await fleet.startWorker(serves(SERVED));
}, 120_000);
afterEach(() => {
  proxy.forget(...runs.splice(0));
});
afterAll(async () => {
  await fleet.stop();
  await proxy.stop();
});

function servedGroup(): Group {
  if (served === SERVED.length) throw new Error('More tests than groups that are served: serve more.');
  return groupAt(served++);
}
const lateGroup = (): Group => groupAt(late++);

async function submit(workflow: string, headers: Record<string, string> = {}): Promise<string> {
  const runId = await fleet.submit(workflow, null, headers);
  runs.push(runId);
  return runId;
}

/** Resolves when the reply is lost and the dispatcher answers again. */
async function loseNextReply(match: (command: Buffer) => boolean): Promise<void> {
  await proxy.loseNextReply(match);
  await fleet.untilAnswered();
}

const countOf = async (runId: string, type: string): Promise<number> =>
  (await fleet.events(runId)).filter((event) => event.type === type).length;

describe('a dispatcher that loses the reply of', () => {
  it.each(repliesIn('a dispatcher that submits', 'a dispatcher that submits items'))(
    '%s makes one run',
    async (_, match, scene) => {
      const group = servedGroup();
      const [workflow, starts] =
        scene === 'a dispatcher that submits'
          ? [allKinds(group), ALL_STARTS]
          : [withItemsAtOnce(group), ITEM_STARTS];
      await fleet.push(workflow);
      const lost = loseNextReply(match);
      const runId = await submit(workflow.name, { 'idempotency-key': group.name });
      await lost;
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet, runId);
      expect(await startsOf(fleet, runId)).toEqual(starts);
      const { items } = (await fleet.call('GET', `/v1/runs?workflow=${workflow.name}`)).body as {
        items: unknown[];
      };
      expect(items).toHaveLength(1);
    },
    120_000,
  );

  it.each(repliesIn('a dispatcher that cancels'))(
    '%s cancels once',
    async (_, match) => {
      const workflow = long(servedGroup());
      await fleet.push(workflow);
      const runId = await submit(workflow.name);
      const lost = loseNextReply(match);
      expect((await fleet.call('POST', `/v1/runs/${runId}/cancel`)).body).toEqual({
        runId,
        status: 'cancelled',
      });
      await lost;
      await expectOneEnd(fleet, runId);
    },
    120_000,
  );

  it.each(repliesIn('a dispatcher that pauses'))(
    '%s pauses once',
    async (_, match) => {
      const workflow = allKinds(lateGroup());
      await fleet.push(workflow);
      const runId = await submit(workflow.name);
      const lost = loseNextReply(match);
      expect((await fleet.call('POST', `/v1/runs/${runId}/pause`)).body).toEqual({
        runId,
        status: 'paused',
      });
      await lost;
      expect(await countOf(runId, 'run.paused')).toBe(1);
    },
    120_000,
  );

  it.each(repliesIn('a dispatcher that fails what is overdue'))(
    '%s has a step fail once that nobody starts in time',
    async (_, match) => {
      const workflow = overdue(servedGroup());
      await fleet.push(workflow);
      const lost = loseNextReply(match);
      const runId = await submit(workflow.name);
      await lost;
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet, runId);
      expect(await startsOf(fleet, runId)).toEqual(['after 1']);
    },
    120_000,
  );

  it.each(repliesIn('a dispatcher that acts in bulk'))(
    '%s has every run of the bulk cancelled and counted once',
    async (_, match) => {
      const workflow = long(lateGroup());
      await fleet.push(workflow);
      const started = await Promise.all(Array.from({ length: 3 }, () => submit(workflow.name)));
      const lost = loseNextReply(match);
      const body = { filter: { workflow: workflow.name }, action: 'cancel' };
      const { bulkId } = (await fleet.call('POST', '/v1/runs/bulk', body)).body;
      await lost;
      const view = async () => (await fleet.call('GET', `/v1/bulk/${bulkId}`)).body;
      await until(async () => (await view()).status === 'completed', { timeoutMs: 45_000 });
      expect(await view()).toMatchObject({ matched: 3, done: 3, refused: 0, failed: 0 });
      for (const runId of started) await expectOneEnd(fleet, runId);
      runs.push(String(bulkId));
    },
    120_000,
  );

  it.each(repliesIn('a dispatcher that resumes'))(
    '%s has the run go on once',
    async (_, match) => {
      const group = lateGroup();
      const workflow = allKinds(group);
      await fleet.push(workflow);
      const runId = await submit(workflow.name);
      await fleet.call('POST', `/v1/runs/${runId}/pause`);
      const lost = loseNextReply(match);
      await fleet.startWorker(serves([group]));
      // The command that is sent again may find that all is done.
      expect((await fleet.call('POST', `/v1/runs/${runId}/resume`)).body).toEqual({
        runId,
        status: expect.stringMatching(/^(running|completed)$/),
      });
      await lost;
      expect(await fleet.result(runId, 25)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet, runId);
      expect(await startsOf(fleet, runId)).toEqual(ALL_STARTS);
    },
    120_000,
  );

  it.each(repliesIn('a dispatcher that allows'))(
    '%s has the fork go on once',
    async (_, match) => {
      const group = servedGroup();
      const workflow = forked(group);
      await fleet.push(workflow);
      const source = String(
        (await fleet.call('POST', '/v1/runs', { workflow: workflow.name, input: { n: 1 } })).body.runId,
      );
      expect(await fleet.result(source, 25)).toMatchObject({ status: 'completed' });
      const runId = String((await fleet.call('POST', `/v1/runs/${source}/fork`, FORK)).body.runId);
      await until(async () => (await fleet.events(runId)).some(({ type }) => type === 'step.blocked'));
      const lost = loseNextReply(match);
      const { body } = await fleet.call('POST', `/v1/runs/${runId}/allow`, { allow: [group.echo] });
      expect(body).toEqual({ runId, status: 'running' });
      await lost;
      expect(await fleet.result(runId, 25)).toMatchObject({ status: 'completed', output: 2 });
      await expectOneEnd(fleet, runId);
      runs.push(source, runId);
    },
    120_000,
  );

  it.each(repliesIn('a dispatcher that retries'))(
    '%s has the failed run go on once',
    async (_, match) => {
      const workflow = failing(servedGroup());
      await fleet.push(workflow);
      const runId = await submit(workflow.name);
      expect(await fleet.result(runId, 25)).toMatchObject({ status: 'failed' });
      const lost = loseNextReply(match);
      expect((await fleet.call('POST', `/v1/runs/${runId}/retry`)).status).toBe(202);
      await lost;
      await until(async () => (await countOf(runId, 'run.failed')) === 2);
      expect([await countOf(runId, 'run.retried'), await countOf(runId, 'step.started')]).toEqual([1, 2]);
    },
    120_000,
  );

  it.each(repliesIn('a dispatcher that wakes'))(
    '%s has a step that waits complete once',
    async (_, match) => {
      const workflow = waiting(servedGroup());
      await fleet.push(workflow);
      const lost = loseNextReply(match);
      const runId = await submit(workflow.name);
      await lost;
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet, runId);
      expect(await startsOf(fleet, runId)).toEqual(['after 1']);
    },
    120_000,
  );

  it.each(repliesIn('a dispatcher that signals'))(
    '%s has the signal taken once',
    async (_, match) => {
      const workflow = signalled(servedGroup());
      await fleet.push(workflow);
      const runId = await submit(workflow.name);
      const lost = loseNextReply(match);
      const sent = await fleet.call('POST', `/v1/runs/${runId}/signals/go`, { approved: 7 });
      expect([200, 202]).toContain(sent.status);
      await lost;
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed', output: { after: 7 } });
      await expectOneEnd(fleet, runId);
      expect(await startsOf(fleet, runId)).toEqual(['after 1']);
    },
    120_000,
  );

  it.each(repliesIn('a dispatcher that mends'))(
    '%s mends once',
    async (_, match) => {
      const group = lateGroup();
      const workflow = allKinds(group);
      await fleet.push(workflow);
      // Nobody serves the queue: the job can be taken away before anybody sees it.
      const runId = await submit(workflow.name);
      await fleet.dispatcher?.stop();
      await fleet.forgetJob(`${runId}.a.d1`, `agent.${group.echo}`);
      const lost = loseNextReply(match);
      await fleet.startDispatcher({ ...SOON, AG06_BROKER_URL: proxy.url });
      await lost;
      await fleet.startWorker(serves([group]));
      expect(await fleet.result(runId, 25)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet, runId);
      expect(await startsOf(fleet, runId)).toEqual(ALL_STARTS);
      const mends = (await fleet.events(runId)).filter((event) => event.type === 'step.redelivered');
      expect(mends).toMatchObject([{ step: 'a', lost: 0 }]);
    },
    120_000,
  );
});
