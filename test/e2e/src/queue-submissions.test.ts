import { readFile } from 'node:fs/promises';
import { installPythonPackage, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { expectQueueSubmissions } from './expect-queue-submissions.ts';
import {
  countRuns,
  expectAllOnce,
  expectOneRunAfterDeathAt,
  pushEcho,
  submitMany,
} from './expect-taken-once.ts';
import { type ForeignJob, runClient, submission, submitByQueue } from './queue-client.ts';
import { TestFleet } from './test-fleet.ts';

/** More than are taken before somebody is stopped. */
const SUBMISSIONS = 400;
const INTEROP = new URL('../../interop/', import.meta.url);

let fleet: TestFleet;
beforeAll(async () => {
  // What it has answered is not lost with it.
  fleet = await TestFleet.start(1, {}, ['--appendfsync', 'always']);
}, 60_000);
afterAll(() => fleet.stop());

describe('submissions through the queue', () => {
  const submitTo = (jobs: readonly ForeignJob[]) => submitByQueue(fleet.redis.url, jobs);

  it('come from a Node project with BullMQ alone; invalid ones among valid ones are set aside', async () => {
    const source = await readFile(new URL('node-client/submit.mjs', INTEROP), 'utf8');
    const imported = [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
    expect(imported).toEqual(['node:stream/consumers', 'bullmq', 'ioredis']);
    await expectQueueSubmissions(fleet, submitTo, 'node');
  }, 60_000);

  it('that no client would make are set aside, and the next one is taken', async () => {
    const name = await pushEcho(fleet, 'after-foreign');
    const connection = new Redis(fleet.redis.url);
    const deep = `{"workflow":"x","input":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    const jobs = {
      torn: ['{no json', '{}'],
      opted: ['{}', 'no json'],
      deep: [deep, '{}'],
      none: ['null', '{}'],
    };
    for (const [id, [data = '', opts = '']] of Object.entries(jobs)) {
      await connection.hset(`bull:ag06.submissions:${id}`, { name: 'start', data, opts, timestamp: 1 });
      await connection.lpush('bull:ag06.submissions:wait', id);
    }
    connection.disconnect();
    expect(await submitMany(fleet, name, 1)).toMatchObject([{ value: { status: 'running' } }]);
    const { items } = (await fleet.call('GET', '/v1/dead-letters')).body as {
      items: { jobId: string; reason: string; data: unknown }[];
    };
    const foreign = items.filter(({ jobId }) => jobId in jobs);
    expect(foreign.map(({ jobId, reason, data }) => `${jobId} ${reason} ${data}`).toSorted()).toEqual([
      'deep BODY_TOO_DEEP null',
      'none SUBMISSION_INVALID null',
      'opted JOB_MALFORMED null',
      'torn JOB_MALFORMED null',
    ]);
  }, 60_000);

  it('come from Python', async () => {
    const python = await installPythonPackage('bullmq', 'bullmq');
    if (python === undefined) return;
    const script = new URL('python-client/submit.py', INTEROP).pathname;
    await expectQueueSubmissions(
      fleet,
      (jobs) => runClient(python, [script, fleet.redis.url], jobs),
      'python',
    );
  }, 120_000);

  it('make one run for one dedupe key, also over HTTP, and one for each job without', async () => {
    const name = await pushEcho(fleet, 'keyed');
    const keyed = submission({ workflow: name, input: 1, dedupeKey: 'k' });
    const plain = submission({ workflow: name, input: 1 });
    const ends = await submitTo([keyed, keyed, plain, plain]);
    const [one, again, third, fourth] = ends.map(({ value }) => value?.runId);
    expect(again).toBe(one);
    expect(new Set([one, third, fourth]).size).toBe(3);
    expect(await fleet.submit(name, 1, { 'idempotency-key': 'k' })).toBe(one);
    const [other] = await submitTo([submission({ workflow: name, input: 2, dedupeKey: 'k' })]);
    expect(JSON.parse(other?.failed ?? '')).toMatchObject({ code: 'KEY_REUSED', status: 409 });
  }, 60_000);

  it('get the run of their key even if a newer version refuses the input', async () => {
    const versionOf = (type: string) => ({
      name: 'strict-queue',
      input: { type: 'object', properties: { n: { type } } },
      steps: { a: { agent: 'core.echo', with: '${input.n}' } },
    });
    await fleet.push(versionOf('integer'));
    const keyed = submission({ workflow: 'strict-queue', input: { n: 1 }, dedupeKey: 'strict' });
    const [first] = await submitTo([keyed]);
    await fleet.push(versionOf('string'));
    const [again, unused] = await submitTo([
      keyed,
      submission({ workflow: 'strict-queue', input: { n: 1 } }),
    ]);
    expect(again?.value?.runId).toBe(first?.value?.runId ?? 'a run');
    expect(JSON.parse(unused?.failed ?? '')).toMatchObject({ code: 'INPUT_INVALID' });
  }, 60_000);

  it('are each taken once although dispatchers stop while they come', async () => {
    const name = await pushEcho(fleet, 'while-dispatchers-stop');
    const submitting = submitMany(fleet, name, SUBMISSIONS);
    for (let turn = 0; turn < 3; turn++) {
      const leaving = fleet.dispatcher;
      const before = await countRuns(fleet, name);
      await until(async () => {
        const count = await countRuns(fleet, name);
        return count > before || count === SUBMISSIONS;
      });
      const exit = leaving?.kill('SIGTERM');
      await fleet.startDispatcher();
      expect(await exit).toMatchObject({ code: 0 });
    }
    await expectAllOnce(fleet, name, await submitting);
  }, 120_000);

  it('wait while the store is away, and are never lost', async () => {
    const name = await pushEcho(fleet, 'while-the-store-is-away');
    const submitting = submitMany(fleet, name, SUBMISSIONS);
    await until(async () => (await countRuns(fleet, name)) > 0);
    await fleet.redis.kill();
    await until(async () => (await fleet.call('GET', '/v1/runs')).status === 503);
    await fleet.redis.restart();
    await expectAllOnce(fleet, name, await submitting);
  }, 120_000);
});

it(
  'a submission whose dispatcher dies between its commit and its queue makes one run',
  () => expectOneRunAfterDeathAt(fleet, 'submit.after-commit'),
  90_000,
);
