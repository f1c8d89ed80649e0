import { agentQueue, DURATION_MAX_MS, UNKNOWN_VERSION_DELIVERIES_MAX } from '@ag06/contracts';
import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import type { Broker } from '../broker.ts';
import type { Context } from './describe-broker.ts';
import { AGENT, activation, addressOf, countsOf, holdDeliveries, idOf, serve, stepOf } from './fixture.ts';

async function takeUndeliverable(broker: Broker): Promise<string[]> {
  const dead: string[] = [];
  await broker.removeUndeliverable([AGENT], async ({ queue, jobId, reason, data }) => {
    dead.push(`${queue} ${jobId} ${reason} ${JSON.stringify(JSON.parse(data))}`);
  });
  return dead;
}

async function takeForeign(broker: Broker): Promise<string[]> {
  const dead: string[] = [];
  const queues = ['agent.other', agentQueue(AGENT), 'entry.jobs'];
  await broker.setForeignAside(queues, async ({ queue, jobId, reason }) => {
    dead.push(`${queue} ${jobId} ${reason}`);
  });
  return dead.toSorted();
}

const AGES_MS = 1e15;
const YEAR_MS = 365 * 86_400_000;

export function describeMaintenance({ brokers, createBroker }: Context): void {
  it('return the most urgent key of each queue', async () => {
    const broker = createBroker();
    await broker.enqueue([
      activation('a', { priorityKey: 700 }),
      activation('b', { priorityKey: 1_000_000 }),
    ]);
    expect(await broker.peek([AGENT, 'empty'])).toEqual(
      new Map([
        [AGENT, 700],
        ['empty', undefined],
      ]),
    );
    await brokers().addForeign('plain.one', '{}', 0);
    expect((await broker.peek([AGENT])).get(AGENT)).toBe(0);
  });

  it('return of each queue its length, its next job, and how long that has waited', async () => {
    const from = Date.now();
    const broker = createBroker();
    const held = holdDeliveries();
    const { seen } = serve(broker, held.process);
    await broker.enqueue([activation('held')]);
    await until(() => seen.length === 1);
    await broker.enqueue([
      activation('later', { priorityKey: 900 }),
      activation('next', { priorityKey: 800 }),
      activation('delayed', { delayMs: 60_000 }),
    ]);
    const states = await broker.inspect([AGENT, 'empty']);
    expect(states.get('empty')).toEqual({ waiting: 0, active: 0, delayed: 0, head: undefined });
    expect(states.get(AGENT)).toEqual({
      waiting: 2,
      active: 1,
      delayed: 1,
      head: { jobId: idOf('next'), ageMs: expect.any(Number) },
    });
    const ageMs = async () => (await broker.inspect([AGENT])).get(AGENT)?.head?.ageMs ?? 0;
    await until(async () => (await ageMs()) >= 30);
    expect(await ageMs()).toBeLessThan(2 * (Date.now() - from));
    expect(await broker.inspect([])).toEqual(new Map());
    await broker.remove(['later', 'next', 'delayed'].map(addressOf));
    held.release();
  });

  it('return when a queue last answered a consumer', async () => {
    const broker = createBroker();
    const from = performance.now();
    const { consumer, seen } = serve(broker);
    await broker.enqueue([activation('a')]);
    await until(() => seen.length === 1);
    const first = consumer.progressedAt();
    expect(first).toBeGreaterThan(from);
    await broker.enqueue([activation('b')]);
    await until(() => seen.length === 2);
    expect(consumer.progressedAt()).toBeGreaterThan(first);
  });

  it('locate jobs, and remove those that no consumer has taken', async () => {
    const broker = createBroker();
    const held = holdDeliveries();
    const { seen } = serve(broker, held.process);
    await broker.enqueue([activation('held')]);
    await until(() => seen.length === 1);
    await broker.enqueue([activation('waiting'), activation('delayed', { delayMs: 60_000 })]);
    const addresses = ['held', 'waiting', 'delayed', 'never'].map(addressOf);
    expect(await broker.locate(addresses)).toEqual(['locked', 'queued', 'delayed', 'absent']);
    expect(await countsOf(broker)).toEqual({ waiting: 1, active: 1, delayed: 1 });
    await broker.remove(addresses);
    expect(await broker.locate(addresses)).toEqual(['locked', 'absent', 'absent', 'absent']);
    await broker.enqueue([activation('waiting')]);
    expect(await broker.locate([addressOf('waiting')])).toEqual(['queued']);
    held.end(0);
    await until(() => seen.length === 2);
    held.release();
  });

  it('return how many jobs are taken before a waiting one, and how long that has been there', async () => {
    const from = Date.now();
    const broker = createBroker();
    const held = holdDeliveries();
    const { seen } = serve(broker, held.process);
    await broker.enqueue([activation('held')]);
    await until(() => seen.length === 1);
    const keys = { last: 900, first: 31, second: 31, third: 500 };
    for (const [step, priorityKey] of Object.entries(keys)) {
      await broker.enqueue([activation(step, { priorityKey })]);
    }
    await broker.enqueue([activation('delayed', { delayMs: 60_000 })]);
    const turns = await broker.findTurns(
      ['third', 'first', 'last', 'second', 'held', 'delayed', 'never'].map(addressOf),
    );
    expect(turns.map((turn) => turn?.ahead)).toEqual([2, 0, 3, 1, undefined, undefined, undefined]);
    for (const turn of turns.slice(0, 4)) {
      expect(turn?.ageMs).toBeGreaterThanOrEqual(0);
      expect(turn?.ageMs).toBeLessThanOrEqual(2 * (Date.now() - from));
    }
    expect(await broker.findTurns([])).toEqual([]);
    await broker.remove([...Object.keys(keys), 'delayed'].map(addressOf));
    held.release();
  });

  it('return the longest wait of a queue, wherever the job stands', async () => {
    const from = Date.now();
    const broker = createBroker();
    expect((await broker.findLongestWaits([AGENT])).has(AGENT)).toBe(false);
    await broker.enqueue([activation('delayed', { delayMs: 60_000 })]);
    expect((await broker.findLongestWaits([AGENT])).has(AGENT)).toBe(false);
    await broker.enqueue([activation('bulk', { priorityKey: 900 })]);
    const sentAt = Date.now();
    // The broker asked the database for its time meanwhile, which it knows no better than to that.
    const unsureMs = sentAt - from + 1;
    await until(() => Date.now() - sentAt > 60 + unsureMs);
    await broker.enqueue([activation('urgent', { priorityKey: 5 })]);
    const waitMs = (await broker.findLongestWaits(['nobody', AGENT])).get(AGENT);
    expect(waitMs).toBeGreaterThanOrEqual(60);
    expect(waitMs).toBeLessThanOrEqual(Date.now() - from + unsureMs);
    await broker.remove(['delayed', 'bulk', 'urgent'].map(addressOf));
  });

  it('lower the keys of waiting and delayed activations, never below 1, and keep their order', async () => {
    const broker = createBroker();
    const keys = { tiny: 40, first: 1_000, second: 1_000, third: 3_000 };
    await broker.enqueue(
      Object.entries(keys).map(([step, priorityKey]) => activation(step, { priorityKey })),
    );
    await broker.enqueue([activation('delayed', { delayMs: 60_000, priorityKey: 2_000 })]);
    await broker.rebasePriorities([AGENT, 'other'], 900);
    expect((await broker.peek([AGENT])).get(AGENT)).toBe(1);
    const { seen } = serve(broker);
    await until(() => seen.length === 4);
    expect(seen.map(stepOf)).toEqual(['tiny', 'first', 'second', 'third']);
  });

  it('lower only the keys above a bound, where one is given', async () => {
    const broker = createBroker();
    const keys = { new: 100, old: 1_000, older: 900 };
    await broker.enqueue(
      Object.entries(keys).map(([step, priorityKey]) => activation(step, { priorityKey })),
    );
    // The second call finds nothing to do any more.
    await broker.rebasePriorities([AGENT], 850, 150);
    await broker.rebasePriorities([AGENT], 850, 150);
    expect((await broker.peek([AGENT])).get(AGENT)).toBe(50);
    const { seen } = serve(broker);
    await until(() => seen.length === 3);
    expect(seen.map(stepOf)).toEqual(['older', 'new', 'old']);
  });

  it('deliver the jobs of other clients unchanged', async () => {
    const broker = createBroker();
    await brokers().addForeign('plain.1', '{"hello":"world"}', 0);
    await brokers().addForeign('list.1', '[1,2]', 0);
    await brokers().addForeign('number.1', '42', 0);
    await brokers().addForeign('null.1', 'null', 0);
    await broker.enqueue([activation('good')]);
    const { seen } = serve(broker);
    await until(() => seen.length === 5);
    const data = new Map(seen.map((delivery) => [delivery.jobId, delivery.data]));
    expect(data.get('plain.1')).toEqual({ hello: 'world' });
    expect(data.get('list.1')).toEqual([1, 2]);
    expect(data.get('number.1')).toBe(42);
    expect(data.get(idOf('good'))).toMatchObject({ step: 'good' });
    await until(async () => (await countsOf(broker))?.active === 0);
    expect(await countsOf(broker)).toEqual({ waiting: 0, active: 0, delayed: 0 });
  });

  it('set aside a job that came back five times and is no activation, and no other', async () => {
    const broker = createBroker();
    await brokers().addForeign('bad.1', '{"hello":"world"}', 5);
    await brokers().addForeign('young.1', '{"hello":"world"}', 4);
    await brokers().addForeign('newer.1', '{"v":2}', 50);
    await brokers().addForeign(
      idOf('good'),
      JSON.stringify({ v: 1, runId: idOf('').split('.')[0], step: 'good', attempt: 1, dispatch: 1 }),
      50,
    );
    const failing = broker.removeUndeliverable([AGENT], () => Promise.reject(new Error('the store is away')));
    await expect(failing).rejects.toThrow('the store is away');
    expect(await takeUndeliverable(broker)).toEqual([`agent.x bad.1 JOB_INVALID {"hello":"world"}`]);
    expect(await takeUndeliverable(broker)).toEqual([]);
    expect(await countsOf(broker)).toEqual({ waiting: 3, active: 0, delayed: 0 });
  });

  it('set aside a job of a newer version that no consumer has understood for ten minutes', async () => {
    const broker = createBroker();
    await brokers().addForeign('newer.1', '{"v":2}', UNKNOWN_VERSION_DELIVERIES_MAX - 1);
    await brokers().addForeign('newer.2', '{"v":2}', UNKNOWN_VERSION_DELIVERIES_MAX);
    expect(await takeUndeliverable(broker)).toEqual(['agent.x newer.2 JOB_VERSION_UNKNOWN {"v":2}']);
    expect(await countsOf(broker)).toEqual({ waiting: 1, active: 0, delayed: 0 });
  });

  it('set aside a job that is due later than the longest delay, on any queue', async () => {
    const broker = createBroker();
    await using agents = brokers().openQueue(agentQueue(AGENT));
    await using entry = brokers().openQueue('entry.jobs');
    await broker.enqueue([activation('later', { delayMs: DURATION_MAX_MS })]);
    await agents.it.add('theirs', { hello: 'world' }, { delay: AGES_MS, jobId: 'ages.1' });
    await entry.it.add('theirs', { hello: 'world' }, { delay: AGES_MS, jobId: 'ages.2' });
    await entry.it.add('theirs', { hello: 'world' }, { delay: YEAR_MS, jobId: 'year.1' });
    expect(await takeForeign(broker)).toEqual([
      'agent.x ages.1 JOB_DELAY_FOREIGN',
      'entry.jobs ages.2 JOB_DELAY_FOREIGN',
    ]);
    expect(await takeForeign(broker)).toEqual([]);
    expect(await countsOf(broker)).toEqual({ waiting: 0, active: 0, delayed: 1 });
    expect(await entry.it.getJobState('year.1')).toBe('delayed');
    await agents.it.add('theirs', { again: true }, { delay: AGES_MS, jobId: 'ages.1' });
    expect(await takeForeign(broker)).toEqual(['agent.x ages.1 JOB_DELAY_FOREIGN']);
  });

  it('set aside a delayed job that is no activation before it is due', async () => {
    const broker = createBroker();
    await using queue = brokers().openQueue(agentQueue(AGENT));
    await broker.enqueue([activation('ours', { delayMs: YEAR_MS })]);
    await queue.it.add('theirs', { hello: 'world' }, { delay: YEAR_MS, jobId: 'year.1' });
    await queue.it.add('theirs', { v: 2 }, { delay: YEAR_MS, jobId: 'newer.1' });
    await queue.it.add('theirs', { hello: 'world' }, { delay: 600_000, jobId: 'soon.1' });
    expect(await takeUndeliverable(broker)).toEqual(['agent.x year.1 JOB_INVALID {"hello":"world"}']);
    expect(await countsOf(broker)).toEqual({ waiting: 0, active: 0, delayed: 3 });
  });

  it('set a key of another type aside, and go on with its queue', async () => {
    const { breakKey } = brokers();
    if (breakKey === undefined) return;
    const broker = createBroker();
    await breakKey('prioritized');
    await breakKey('delayed');
    expect((await broker.countJobs([AGENT, 'other'])).get(AGENT)?.delayed).toBe(0);
    await broker.recoverStalled([AGENT]);
    expect(await takeForeign(broker)).toEqual([
      'agent.x delayed QUEUE_KEY_FOREIGN',
      'agent.x prioritized QUEUE_KEY_FOREIGN',
    ]);
    expect(await takeForeign(broker)).toEqual([]);
    const { seen } = serve(broker);
    await broker.enqueue([activation('a'), activation('b', { delayMs: 50 })]);
    await until(() => seen.length === 2);
  });

  it('leave a job that is in hand, however often it came', async () => {
    const broker = createBroker();
    await brokers().addForeign('bad.1', '{"hello":"world"}', 9);
    const held = holdDeliveries();
    const { seen } = serve(broker, held.process);
    await until(() => seen.length === 1);
    expect(seen[0]?.delivery).toBe(10);
    expect(await takeUndeliverable(broker)).toEqual([]);
    held.release();
  });
}
