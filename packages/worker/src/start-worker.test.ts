import { agent, workflow } from '@ag06/agent-kit';
import { startTestFleet, type TestFleet } from '@ag06/test-fleet';
import { type RedisServer, startRedis, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { startWorker } from './start-worker.ts';

const held = Promise.withResolvers<void>();
const begun = Promise.withResolvers<void>();
const hold = agent({
  name: 'hosted.hold',
  input: z.unknown(),
  handler: async () => {
    begun.resolve();
    await held.promise;
    return 'ended';
  },
});
const shout = agent({
  name: 'hosted.shout',
  input: z.object({ text: z.string() }),
  output: z.string(),
  handler: ({ text }) => text.toUpperCase(),
});
const loud = workflow({
  name: 'hosted-loud',
  input: z.object({ text: z.string() }),
  steps: (flow) => flow.step('shout', shout, ({ input }) => ({ with: { text: input.text } })),
  output: ({ steps }) => steps.shout.output,
});
const holds = workflow({
  name: 'hosted-hold',
  input: z.object({}),
  steps: (flow) => flow.step('hold', hold, () => ({ with: {} })),
});
const SETTINGS = { LOG_LEVEL: 'silent' };
/** A worker that cannot say in time that it leaves, on a busy machine, is gone when its presence expires. */
const GONE = { message: 'the worker to be gone', timeoutMs: 45_000 };

describe('startWorker', () => {
  let redis: RedisServer;
  let fleet: TestFleet;
  beforeAll(async () => {
    redis = await startRedis();
    fleet = await startTestFleet({ brokerUrl: redis.url });
  });
  afterAll(async () => {
    await fleet?.stop();
    await redis?.stop();
  });
  const workerIds = async () => (await fleet.client.fleet.workers()).items.map(({ id }) => id);

  test('serves its agents and workflows to the fleet, until it has drained', async () => {
    const options = { brokerUrl: redis.url, settings: SETTINGS };
    const worker = await startWorker({ ...options, agents: [shout, hold], workflows: [loud, holds] });
    expect(worker.isReady()).toBe(true);
    expect(await workerIds()).toContain(worker.id);
    expect(await fleet.run(loud, { text: 'hello' })).toBe('HELLO');
    const run = await fleet.client.submit(holds, {});
    await begun.promise;
    const stopped = worker.stop();
    expect(worker.isReady()).toBe(false);
    held.resolve();
    expect(await fleet.client.waitForOutput(run)).toEqual({ hold: 'ended' });
    await stopped;
    await until(async () => !(await workerIds()).includes(worker.id), GONE);
  });

  test('drains when the fleet asks it to, and tells that', async () => {
    const drained = Promise.withResolvers<void>();
    const lines: string[] = [];
    const worker = await startWorker({
      brokerUrl: redis.url,
      agents: [shout],
      onLogLine: (line) => lines.push(line),
      onDrained: () => {
        drained.resolve();
        throw new Error('what follows is broken');
      },
    });
    await fleet.client.fleet.drainWorker(worker.id);
    await drained.promise;
    await until(async () => !(await workerIds()).includes(worker.id), GONE);
    // A busy machine may stop the event loop for seconds.
    const told = lines
      .map((line) => JSON.parse(line))
      .filter(({ level, code }) => level >= 30 && code !== 'WORKER_BLOCKED');
    expect(told.map(({ msg }) => msg)).toEqual([
      'worker ready',
      'worker drains',
      'worker stopped',
      'What was to follow the drain failed.',
    ]);
  });
});

test('startWorker ends its wait for a server that is away when its signal aborts', async () => {
  const ending = new AbortController();
  const options = { agents: [shout], brokerUrl: 'redis://127.0.0.1:1', settings: SETTINGS };
  const starting = startWorker({ ...options, signal: ending.signal });
  ending.abort(new Error('the application ends'));
  await expect(starting).rejects.toThrow('the application ends');
});

test('startWorker lets go of a server that hangs in the middle of the start when its signal aborts', async () => {
  await using redis = await startRedis();
  const ending = new AbortController();
  const workflows = new Proxy([loud], {
    get(list, key, receiver) {
      // The list is used once the connections are open.
      if (key === 'map') {
        redis.pause();
        setImmediate(() => ending.abort(new Error('the application ends')));
      }
      return Reflect.get(list, key, receiver);
    },
  });
  const options = { agents: [shout], brokerUrl: redis.url, settings: SETTINGS };
  const starting = startWorker({ ...options, workflows, signal: ending.signal });
  await expect(starting).rejects.toThrow('the application ends');
}, 60_000);

test.each([
  ['of the environment is not one of ours: the usual one', { env: 'verbose' }, ['worker ready']],
  ['of the environment is one of ours: that', { env: 'error' }, []],
  ['of the settings wins', { env: 'verbose', settings: 'error' }, []],
])(
  'the level of the log, if LOG_LEVEL %s',
  async (_, { env, settings }: { env: string; settings?: string }, said) => {
    await using redis = await startRedis();
    const before = process.env.LOG_LEVEL;
    process.env.LOG_LEVEL = env;
    const lines: string[] = [];
    try {
      const worker = await startWorker({
        agents: [shout],
        brokerUrl: redis.url,
        onLogLine: (line) => lines.push(JSON.parse(line).msg),
        settings: settings === undefined ? {} : { LOG_LEVEL: settings },
      });
      expect(lines).toEqual(said);
      await worker.stop();
    } finally {
      if (before === undefined) delete process.env.LOG_LEVEL;
      else process.env.LOG_LEVEL = before;
    }
  },
);

test.each([
  ['no agents', { agents: [] }, 'AGENTS_UNKNOWN'],
  ['two agents of one name', { agents: [shout, shout] }, 'AGENT_DUPLICATE'],
  ['a wrong setting', { agents: [shout], settings: { AG06_CONCURRENCY: 'many' } }, 'SETTINGS_INVALID'],
  [
    'an embedded database',
    { agents: [shout], brokerUrl: 'embedded:', settings: SETTINGS },
    'EMBEDDED_NEEDS_UP',
  ],
])('startWorker refuses %s', async (_, options, code) => {
  await expect(startWorker(options)).rejects.toMatchObject({ code });
});
