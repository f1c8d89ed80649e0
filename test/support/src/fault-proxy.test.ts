import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type FaultProxy, type RedisServer, startProxy, startRedis, until } from './index.ts';

let server: RedisServer;
let direct: Redis;
let proxy: FaultProxy;
let clients: Redis[];

beforeAll(async () => {
  server = await startRedis({ appendonly: false });
  direct = new Redis(server.url);
});

afterAll(async () => {
  direct.disconnect();
  await server.stop();
});

beforeEach(async () => {
  clients = [];
  await direct.flushall();
  proxy = await startProxy(server.port);
});

afterEach(async () => {
  for (const client of clients) if (client.status !== 'end') client.disconnect();
  await proxy.stop();
});

/** A client that sends nothing on its own, neither on connecting nor again, so each test sees what became of the one it sent. */
async function connectThrough({ port }: { port: number } = proxy): Promise<Redis> {
  const client = new Redis(port, '127.0.0.1', {
    lazyConnect: true,
    enableReadyCheck: false,
    disableClientInfo: true,
    protocol: 2,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  client.on('error', () => undefined);
  clients.push(client);
  await client.connect();
  return client;
}

const isCommand = (name: string) => (bytes: Buffer) =>
  bytes.toString('latin1').toLowerCase().includes(`\r\n${name}\r\n`);

describe('startProxy', () => {
  test('forwards commands and replies of any size unchanged', async () => {
    const client = await connectThrough();
    const big = Buffer.alloc(3_000_000, 'a\r\n$');
    await client.set('big', big);
    expect((await client.getBuffer('big'))?.equals(big)).toBe(true);
    const many = await client.pipeline(Array.from({ length: 2_000 }, (_, n) => ['rpush', 'list', n])).exec();
    expect(many?.length).toBe(2_000);
    expect((await client.lrange('list', 0, -1)).length).toBe(2_000);
  });

  test('carries out the matching command, and the client gets a reset instead of its reply', async () => {
    const client = await connectThrough();
    const lost = proxy.loseNextReply(isCommand('incr'));
    expect(await client.set('other', '1')).toBe('OK');
    const answer = client.incr('n');
    await Promise.all([expect(answer).rejects.toThrow(/ECONNRESET|closed/), lost]);
    expect(await direct.get('n')).toBe('1');
  });

  test('makes a client with its usual settings send the command twice', async () => {
    const client = new Redis(proxy.url, { retryStrategy: () => 5 });
    client.on('error', () => undefined);
    clients.push(client);
    const lost = proxy.loseNextReply(isCommand('incr'));
    const answer = client.incr('n');
    await lost;
    expect(await answer).toBe(2);
  });

  test('loses one reply only, and another connection keeps its own', async () => {
    const [one, two] = [await connectThrough(), await connectThrough()];
    const lost = proxy.loseNextReply(isCommand('incr'));
    await expect(one.incr('n')).rejects.toThrow();
    await lost;
    expect(await two.incr('n')).toBe(2);
    expect(await (await connectThrough()).incr('n')).toBe(3);
  });

  test('in a pipeline delivers the replies before the lost one and carries out nothing after it', async () => {
    const client = await connectThrough();
    const lost = proxy.loseNextReply(isCommand('incr'));
    const answers = [client.set('before', '1'), client.incr('n'), client.set('after', '1')];
    const settled = await Promise.allSettled(answers);
    await lost;
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await direct.mget('before', 'n', 'after')).toEqual(['1', '1', null]);
  });

  test('waits for the server before the reset: a slow command is carried out to its end', async () => {
    const client = await connectThrough();
    let isLost = false;
    const lost = proxy.loseNextReply(isCommand('blpop')).then(() => {
      isLost = true;
    });
    const answer = client.blpop('queue', 0);
    await until(async () => (await direct.info('clients')).includes('blocked_clients:1'));
    expect(isLost).toBe(false);
    await direct.rpush('queue', 'x');
    await Promise.all([expect(answer).rejects.toThrow(), lost]);
    expect(await direct.llen('queue')).toBe(0);
  });

  test('keeps several losses apart, each for its own command', async () => {
    const [one, two] = [await connectThrough(), await connectThrough()];
    const losses = [proxy.loseNextReply(isCommand('incr')), proxy.loseNextReply(isCommand('decr'))];
    const answers = await Promise.allSettled([one.incr('n'), two.decr('m')]);
    await Promise.all(losses);
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await direct.mget('n', 'm')).toEqual(['1', '-1']);
  });

  test('drops as many replies as asked for', async () => {
    const three = [await connectThrough(), await connectThrough(), await connectThrough()];
    proxy.dropReplies(2);
    const answers = await Promise.allSettled(three.map((client) => client.incr('n')));
    expect(answers.filter(({ status }) => status === 'rejected').length).toBe(2);
    expect(await direct.get('n')).toBe('3');
  });

  test('drops all replies until told otherwise', async () => {
    proxy.dropReplies('on');
    for (let n = 1; n <= 3; n += 1) {
      await expect(connectThrough().then((client) => client.incr('n'))).rejects.toThrow();
      expect(await direct.get('n')).toBe(String(n));
    }
    proxy.dropReplies('off');
    expect(await (await connectThrough()).incr('n')).toBe(4);
  });

  test('resets what is open and accepts what comes', async () => {
    const client = await connectThrough();
    const answer = client.blpop('queue', 0);
    await until(async () => (await direct.info('clients')).includes('blocked_clients:1'));
    proxy.reset();
    await expect(answer).rejects.toThrow();
    expect(await (await connectThrough()).ping()).toBe('PONG');
  });

  test('holds commands back and delivers them on release', async () => {
    const client = await connectThrough();
    await client.ping();
    proxy.hold();
    const answer = client.incr('n');
    await expect(until(() => direct.exists('n'), { timeoutMs: 100 })).rejects.toThrow('last value: 0');
    proxy.release();
    expect(await answer).toBe(1);
  });

  test('breaks the connection when the server is not there', async () => {
    const nobody = await startProxy(1);
    await expect(connectThrough(nobody).then((client) => client.ping())).rejects.toThrow();
    await nobody.stop();
  });

  test('may be stopped twice, and refuses connections then', async () => {
    await connectThrough();
    await proxy.stop();
    await proxy.stop();
    await expect(connectThrough()).rejects.toThrow(/ECONNREFUSED|closed/);
  });
});
