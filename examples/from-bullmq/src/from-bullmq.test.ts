/**
 * Its agents read the environment when they are imported.
 * @jest-environment node
 */
import { readFileSync } from 'node:fs';
import { fromFlow } from '@ag06/bullmq';
import { startTestFleet, type TestFleet } from '@ag06/test-fleet';
import { type RedisServer, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FlowJob, FlowProducer, QueueEvents, Worker } from 'bullmq';
import { stringify } from 'yaml';
import { build, resize } from './processors.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

const FLOW = JSON.parse(read('../flow.json')) as FlowJob;
const AGENTS = { images: 'images.resize', albums: 'albums.build' };

let redis: RedisServer;
let fleet: TestFleet;
let mails: Worker;
let close: () => Promise<void>;

beforeAll(async () => {
  redis = await startRedis();
  process.env.REDIS_URL = redis.url;
  const { albums, images, jobs } = await import('./agents.ts');
  close = jobs.close;
  const workflows = [new URL('../album.workflow.yaml', import.meta.url)];
  fleet = await startTestFleet({ agents: [albums, images, jobs], workflows });
  mails = new Worker('mails', async ({ name, data }) => `${name}: ${data.title}, ${data.photos} photos`, {
    connection: { port: redis.port },
    removeOnComplete: { count: 0 },
  });
}, 60_000);
afterAll(async () => {
  await fleet?.stop();
  await mails?.close();
  await close?.();
  await redis?.stop();
});

it('a workflow has photos done by processors that are agents, and a mail by a worker of BullMQ', async () => {
  const output = await fleet.run('album', { title: 'Summer', photos: ['a.jpg', 'b.jpg'] });
  expect(output).toBe('ready: Summer, 2 photos');
});

/** What BullMQ itself makes of a flow: the return value of its root. Rejects if that fails. */
async function runByBullmq(flow: FlowJob): Promise<unknown> {
  const connection = { host: '127.0.0.1', port: redis.port };
  const flows = new FlowProducer({ connection });
  const ends = new QueueEvents(flow.queueName, { connection });
  const workers = [new Worker('images', resize, { connection }), new Worker('albums', build, { connection })];
  try {
    await ends.waitUntilReady();
    const { job } = await flows.add(flow);
    return await job.waitUntilFinished(ends);
  } finally {
    await Promise.all([...workers, ends, flows].map((one) => one.close()));
  }
}

/** What the workflow that a flow is converted to returns. Rejects if its run fails. */
async function runByFleet(flow: FlowJob, name: string): Promise<unknown> {
  const { definition } = fromFlow(flow, { name, agents: AGENTS });
  await fleet.client.workflows.push({ text: stringify(definition), type: 'application/yaml' });
  return fleet.run(name, null);
}

it('a flow runs by FlowProducer and as a workflow with the same result: its parent has the values of its children, and what failed of them', async () => {
  const { notes } = fromFlow(FLOW, { name: 'album-flow', agents: AGENTS });
  expect(notes).toEqual([
    { path: 'children[1].opts.removeOnComplete', note: expect.stringContaining('AG06_RETENTION') },
  ]);
  const result = {
    title: 'Summer',
    thumbs: [{ photo: 'a.jpg', width: 100 }],
    missing: ['9000 is too wide.'],
  };
  expect(await runByBullmq(FLOW)).toEqual(result);
  expect(await runByFleet(FLOW, 'album-flow')).toEqual(result);
});

it('a flow of three levels has the same result by FlowProducer and as a workflow', async () => {
  const inner = { ...FLOW, name: 'inner', data: { title: 'Spring' } };
  const flow = { ...FLOW, data: { title: 'Year' }, children: [inner, ...(FLOW.children ?? [])] };
  const [theirs, ours] = [await runByBullmq(flow), await runByFleet(flow, 'album-levels')];
  expect(ours).toMatchObject({ title: 'Year', missing: ['9000 is too wide.'] });
  expect(toSorted(ours)).toEqual(toSorted(theirs));
});

/** The values of children come in no order from BullMQ, which keeps them in a hash. */
function toSorted(result: unknown): unknown {
  const { thumbs, ...rest } = result as { readonly thumbs: readonly object[] };
  return { ...rest, thumbs: thumbs.map((thumb) => JSON.stringify(thumb)).toSorted() };
}

it('a flow whose child fails its parent fails by FlowProducer and as a workflow', async () => {
  const [thumb, poster] = FLOW.children ?? [];
  if (thumb === undefined || poster === undefined) throw new Error('The flow has two children.');
  const failing = { ...poster, opts: { failParentOnFailure: true } };
  const flow = { ...FLOW, children: [thumb, failing] };
  await expect(runByBullmq(flow)).rejects.toThrow(/failed/);
  await expect(runByFleet(flow, 'album-fails')).rejects.toThrow('9000 is too wide.');
});

it('the guide shows the files of this example', () => {
  const guide = read('../../../docs/guides/from-bullmq.md');
  const blocks = [...guide.matchAll(/```(?:ts|yaml)\n(.*?)```/gs)].map(([, text]) => text);
  expect(blocks).toEqual(['./processors.ts', './agents.ts', '../album.workflow.yaml'].map(read));
});
