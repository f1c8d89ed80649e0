import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { activation, createTestBroker, startTestBrokers } from './fixtures/test-brokers.ts';

let brokers: Awaited<ReturnType<typeof startTestBrokers>>;
beforeEach(async () => {
  brokers = await startTestBrokers();
});
afterEach(() => brokers.stop());

const WAITING = { waiting: 1, active: 0, delayed: 0 };

describe('activations of one event-loop turn', () => {
  it('are sent in one pipeline, whatever their agents and calls', async () => {
    const connection = brokers.createConnection();
    const broker = createTestBroker(connection);
    const pipelines = jest.spyOn(connection, 'pipeline');
    const agents = ['x', 'y', 'z'];
    await Promise.all([
      broker.enqueue(agents.slice(0, 2).map((agent) => activation('a', { agent }))),
      broker.enqueue([activation('a', { agent: 'z' })]),
    ]);
    expect(pipelines).toHaveBeenCalledTimes(1);
    expect(await broker.countJobs(agents)).toEqual(new Map(agents.map((agent) => [agent, WAITING])));
    await broker.close();
  });

  it('fail one by one', async () => {
    const broker = brokers.createBroker();
    await brokers.redis.set('bull:agent.broken:prioritized', 'not a sorted set');
    const results = await Promise.allSettled([
      broker.enqueue([activation('a', { agent: 'broken' })]),
      broker.enqueue([activation('a')]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect((await broker.countJobs(['x'])).get('x')).toEqual(WAITING);
  });
});

it('enqueue sends no command for an empty list', async () => {
  await expect(brokers.createBroker().enqueue([])).resolves.toBeUndefined();
});

it('a job stores what a worker needs, and the trace if there is one', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const step = activation('a', { attempt: 3, dispatch: 7, traceparent });
  await brokers.createBroker().enqueue([step]);
  const { runId, attempt, dispatch } = step;
  const stored = await brokers.redis.hget(`bull:agent.x:${runId}.a.d7`, 'data');
  expect(JSON.parse(stored ?? '')).toEqual({ v: 1, runId, step: 'a', attempt, dispatch, traceparent });
});
