/**
 * Its agents read the environment when they are imported.
 * @jest-environment node
 */
import { readFileSync } from 'node:fs';
import { fromFlow } from '@ag06/bullmq';
import { startTestFleet, type TestFleet } from '@ag06/test-fleet';
import { type RedisServer, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Worker } from 'bullmq';
import { stringify } from 'yaml';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

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

it('a flow of BullMQ runs as a workflow: its parent has the values of its children, and what failed of them', async () => {
  const agents = { images: 'images.resize', albums: 'albums.build' };
  const { definition, notes } = fromFlow(JSON.parse(read('../flow.json')), { name: 'album-flow', agents });
  expect(notes).toEqual([
    { path: 'children[1].opts.removeOnComplete', note: expect.stringContaining('AG06_RETENTION') },
  ]);
  await fleet.client.workflows.push({ text: stringify(definition), type: 'application/yaml' });
  expect(await fleet.run('album-flow', null)).toEqual({
    title: 'Summer',
    thumbs: [{ photo: 'a.jpg', width: 100 }],
    missing: ['9000 is too wide.'],
  });
});

it('the guide shows the files of this example', () => {
  const guide = read('../../../docs/guides/from-bullmq.md');
  const blocks = [...guide.matchAll(/```(?:ts|yaml)\n(.*?)```/gs)].map(([, text]) => text);
  expect(blocks).toEqual(['./processors.ts', './agents.ts', '../album.workflow.yaml'].map(read));
});
