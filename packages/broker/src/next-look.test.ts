import { until } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CorkedRedis } from './corked-redis.ts';
import { activation, createTestBroker, DONE, serve, startTestBrokers } from './fixtures/test-brokers.ts';
import { NextLook } from './next-look.ts';

describe('the look after a job', () => {
  const JOB = [['name', 'x'], 'j', 0, 0];
  const NONE = [0, 0, 0, 0];

  it('is left out once, if the job ended a wait', () => {
    const next = new NextLook();
    next.noteAnswer(JOB);
    expect(next.isLeftOut()).toBe(false);
    next.noteWait();
    expect(next.isLeftOut()).toBe(false);
    next.noteAnswer(JOB);
    expect([next.isLeftOut(), next.isLeftOut()]).toEqual([true, false]);
    next.noteAnswer(JOB);
    expect(next.isLeftOut()).toBe(false);
  });

  it('is sent if a wait ended without a job, or another wait was over since', () => {
    const next = new NextLook();
    next.noteWait();
    next.noteAnswer(NONE);
    expect(next.isLeftOut()).toBe(false);
    next.noteWait();
    next.noteAnswer(JOB);
    next.noteWait();
    expect(next.isLeftOut()).toBe(false);
  });
});

describe('a consumer with room for several jobs', () => {
  let brokers: Awaited<ReturnType<typeof startTestBrokers>>;
  beforeEach(async () => {
    brokers = await startTestBrokers();
  });
  afterEach(() => brokers.stop());

  const isWaiting = async () =>
    /\bflags=b\b.*\bcmd=bzpopmin\b/.test(String(await brokers.redis.client('LIST')));

  it('begins the job for which it waited before it asks its queue for more, and then takes them', async () => {
    const begun = Promise.withResolvers<void>();
    const connection = new HoldingRedis(brokers.server.port, begun.promise);
    const broker = createTestBroker(connection);
    const process = async () => {
      begun.resolve();
      return DONE;
    };
    const { seen } = serve(broker, process, 5);
    await until(isWaiting);
    connection.isHolding = true;
    await broker.enqueue(['a', 'b', 'c'].map((step) => activation(step)));
    await until(() => seen.length === 3);
    expect(connection.held).toBeGreaterThan(0);
    await broker.close();
    connection.disconnect();
  });

  it('looks twice for each job that comes while it waits: the second time finds none', async () => {
    const connection = new HoldingRedis(brokers.server.port, Promise.resolve());
    const broker = createTestBroker(connection);
    const { seen } = serve(broker, async () => DONE, 5);
    for (const [i, step] of ['a', 'b', 'c'].entries()) {
      await until(isWaiting);
      connection.isHolding = true;
      await broker.enqueue([activation(step)]);
      await until(() => seen.length === i + 1);
    }
    await until(isWaiting);
    // The end of a read, or a marker that was put back, adds one. Three for each would be nine.
    expect(connection.fetches).toBeLessThan(9);
    await broker.close();
    connection.disconnect();
  });
});

/** Of the fetches that it is given, it sends those up to the first that finds a job, and the others when `until` has resolved. */
class HoldingRedis extends CorkedRedis {
  isHolding = false;
  held = 0;
  fetches = 0;
  #hasFound = false;
  readonly #until: Promise<void>;

  constructor(port: number, until: Promise<void>) {
    super({ host: '127.0.0.1', port, maxRetriesPerRequest: null });
    this.#until = until;
  }

  override sendCommand(...args: Parameters<CorkedRedis['sendCommand']>): unknown {
    const [command] = args;
    if (!this.isHolding || !isFetch(command)) return super.sendCommand(...args);
    this.fetches++;
    if (!this.#hasFound) {
      void command.promise.then((reply: unknown) => this.#note(reply)).catch(() => {});
      return super.sendCommand(...args);
    }
    this.held++;
    void this.#until.then(() => super.sendCommand(...args));
    return command.promise;
  }

  #note(reply: unknown): void {
    this.#hasFound ||= Array.isArray(reply) && Array.isArray(reply[0]);
  }
}

/** BullMQ's script `moveToActive` has 11 keys, of which the last is the marker. */
const isFetch = ({ name, args }: Parameters<CorkedRedis['sendCommand']>[0]): boolean =>
  name === 'evalsha' && String(args[1]) === '11' && String(args[12]).endsWith(':marker');
