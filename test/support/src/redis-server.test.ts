import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { isGone, startProcess, startRedis, tempDir, until } from './index.ts';

function connect(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
  redis.on('error', () => undefined); // reconnecting is what these tests are about
  return redis;
}

async function folderOf(redis: Redis): Promise<string> {
  const [, dir = ''] = await redis.call('CONFIG', 'GET', 'dir').then((answer) => [answer].flat().map(String));
  return dir;
}

describe('startRedis', () => {
  test('answers as soon as it is returned, and evicts nothing', async () => {
    await using server = await startRedis();
    const redis = connect(server.url);
    expect(await redis.set('k', 'v')).toBe('OK');
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
    redis.disconnect();
  });

  test('keeps its port and its data over SIGKILL and restart', async () => {
    await using server = await startRedis();
    const redis = connect(server.url);
    await redis.set('k', 'v');
    const before = { pid: server.pid, port: server.port };
    await server.kill('SIGKILL');
    await server.restart();
    expect(server.pid).not.toBe(before.pid);
    expect(server.port).toBe(before.port);
    expect(await redis.get('k')).toBe('v');
    redis.disconnect();
  });

  test('restarts while it runs or is paused', async () => {
    await using server = await startRedis();
    const redis = connect(server.url);
    await redis.set('k', '1');
    await server.restart();
    server.pause();
    await server.restart();
    expect(await redis.get('k')).toBe('1');
    redis.disconnect();
  });

  test('starts empty after a restart without an append-only file', async () => {
    await using server = await startRedis({ appendonly: false });
    const redis = connect(server.url);
    await redis.set('k', 'v');
    await server.restart();
    expect(await redis.get('k')).toBeNull();
    redis.disconnect();
  });

  test('answers nothing while paused, and everything after', async () => {
    await using server = await startRedis();
    const redis = connect(server.url);
    await redis.ping();
    server.pause();
    let isAnswered = false;
    const answer = redis.ping().finally(() => {
      isAnswered = true;
    });
    await expect(until(() => isAnswered, { timeoutMs: 100 })).rejects.toThrow('last value: false');
    server.resume();
    expect(await answer).toBe('PONG');
    redis.disconnect();
  });

  test('passes more arguments on', async () => {
    await using server = await startRedis({ args: ['--maxmemory', '20mb'] });
    const redis = connect(server.url);
    expect(await redis.config('GET', 'maxmemory')).toEqual(['maxmemory', String(20 * 2 ** 20)]);
    redis.disconnect();
  });

  test('says why it does not start', async () => {
    await expect(startRedis({ args: ['--no-such-setting', '1'] })).rejects.toThrow('no-such-setting');
  });

  test('leaves no process and no folder after stop, which may come twice', async () => {
    const server = await startRedis();
    const redis = connect(server.url);
    const dir = await folderOf(redis);
    redis.disconnect();
    expect(existsSync(dir)).toBe(true);
    await server.stop();
    await server.stop();
    expect(existsSync(dir)).toBe(false);
    expect(isGone(server.pid)).toBe(true);
  });

  test('does not outlive the process that started it, however that ends', async () => {
    const script = new URL('./fixtures/start-redis-and-wait.ts', import.meta.url);
    await using scratch = await tempDir('orphan');
    await using owner = await startProcess({ entry: script, env: { TMPDIR: scratch.path } });
    const [, pid] = await owner.waitForLine(/redis pid (\d+)/);
    await owner.kill('SIGKILL');
    await until(() => isGone(Number(pid)), { message: 'the orphaned redis-server to end' });
  });

  test('gives servers that start together different ports', async () => {
    const servers = await Promise.all(Array.from({ length: 5 }, () => startRedis()));
    expect(new Set(servers.map((server) => server.port)).size).toBe(5);
    await Promise.all(servers.map((server) => server.stop()));
  });
});
