import { startProcess, until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  activation,
  addressOf,
  holdDeliveries,
  idOf,
  serve,
  startTestBrokers,
  stepOf,
} from './fixtures/test-brokers.ts';

const HOLDER = new URL('./fixtures/hold-deliveries.ts', import.meta.url);

let brokers: Awaited<ReturnType<typeof startTestBrokers>>;
beforeEach(async () => {
  brokers = await startTestBrokers();
});
afterEach(() => brokers.stop());

/** Runs a worker that takes step `a` and is killed with it in hand. */
async function loseWorkerWithDelivery(): Promise<void> {
  await using worker = await startProcess({ entry: HOLDER, args: [brokers.server.url], env: {} });
  const [, delivery, jobId] = await worker.waitForLine(/delivery (\d+) of (\S+)/);
  expect([delivery, jobId]).toEqual(['1', idOf('a')]);
  await worker.kill('SIGKILL');
}

describe('the job of a killed process', () => {
  it('comes to another consumer under a higher number', async () => {
    const broker = brokers.createBroker();
    await broker.enqueue([activation('a')]);
    await loseWorkerWithDelivery();
    const { seen } = serve(broker);
    await until(() => seen.length === 1);
    expect(seen[0]).toMatchObject({ jobId: idOf('a'), data: { step: 'a' } });
    expect(seen[0]?.delivery).toBeGreaterThan(1);
  });

  it('waits again, before all others, even if no consumer lives', async () => {
    const broker = brokers.createBroker();
    await broker.enqueue([activation('a')]);
    await loseWorkerWithDelivery();
    await broker.enqueue([activation('urgent', { priorityKey: 1 })]);
    await until(async () => {
      await broker.recoverStalled(['x']);
      return (await broker.locate([addressOf('a')]))[0] === 'queued';
    });
    expect((await broker.peek(['x'])).get('x')).toBe(0);
    const { seen } = serve(broker);
    await until(() => seen.length === 2);
    expect(seen.map(stepOf)).toEqual(['a', 'urgent']);
  });
});

it('recovery leaves a job whose lock is held where it is', async () => {
  const [holding, caring] = [brokers.createBroker(), brokers.createBroker()];
  await holding.enqueue([activation('a')]);
  const { process, release } = holdDeliveries();
  const { seen } = serve(holding, process);
  await until(() => seen.length === 1);
  const checkedTwice = async () => {
    await caring.recoverStalled(['x']);
    return brokers.redis.exists('bull:agent.x:stalled-check');
  };
  // A check comes into effect only when the mark of the one before has expired.
  for (let checks = 0; checks < 2; checks += 1) {
    await until(async () => (await brokers.redis.exists('bull:agent.x:stalled-check')) === 0);
    await until(checkedTwice);
  }
  expect(await caring.locate([addressOf('a')])).toEqual(['locked']);
  expect(seen).toHaveLength(1);
  release();
});

it('every consumer goes on when Redis was killed and is back, with the delivery in hand ended once', async () => {
  const [one, two] = [brokers.createBroker(), brokers.createBroker()];
  const { process, release } = holdDeliveries();
  const held = serve(one, process);
  await one.enqueue([activation('held')]);
  await until(() => held.seen.length === 1);
  // Only what the append-only file holds comes back; it is written out once a second.
  await brokers.redis.config('SET', 'appendfsync', 'always');
  await brokers.server.kill('SIGKILL');
  const late = two.enqueue([activation('late')]);
  await brokers.server.restart();
  await late;
  const { seen } = serve(two);
  await until(() => seen.some((delivery) => stepOf(delivery) === 'late'), { timeoutMs: 15_000 });
  release();
  await until(async () => (await two.locate([addressOf('held')]))[0] === 'absent', { timeoutMs: 15_000 });
  await one.enqueue([activation('after')]);
  await until(async () => (await one.locate([addressOf('after')]))[0] === 'absent', { timeoutMs: 15_000 });
});
