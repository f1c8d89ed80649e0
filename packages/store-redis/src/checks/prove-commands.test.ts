import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RedisServer, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { NEEDED_IN_SCRIPTS, proveCommands } from './prove-commands.ts';

let server: RedisServer;
let admin: Redis;
beforeAll(async () => {
  server = await startRedis();
  admin = new Redis(server.url);
});
afterAll(async () => {
  admin.disconnect();
  await server.stop();
});

const names = [...new Set(NEEDED_IN_SCRIPTS.map((call) => call.split(' ')[0] ?? ''))];

it.each([
  ['store', '..', 30],
  ['queues', '../../../broker/src', 15],
])('proveCommands proves what the scripts of the %s call', async (_, path, least) => {
  const folder = new URL(path, import.meta.url).pathname;
  const files = (await readdir(folder, { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file));
  const sources = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const called = sources.flatMap((text) =>
    [...text.matchAll(/\bp?call\('([A-Z]+)'/g)].map(([, name]) => name),
  );
  expect(called.length).toBeGreaterThan(least);
  const outsideOfScripts = ['FUNCTION', 'CLIENT'];
  const needed = new Set(called.filter((name = '') => !outsideOfScripts.includes(name)));
  expect(names).toEqual(expect.arrayContaining([...needed]));
});

it('proveCommands finds nothing wrong where all is allowed, and leaves nothing behind', async () => {
  expect(await proveCommands(admin)).toMatchObject({ is: 'ok' });
  expect(await admin.dbsize()).toBe(0);
});

it.each([...names, 'EVAL', 'CLIENT', 'CLIENT|TRACKING'])(
  'names %s when it is forbidden, with what to grant',
  async (name) => {
    await admin.acl('SETUSER', 'u', 'reset', 'on', '>p', '~*', '&*', '+@all', `-${name.toLowerCase()}`);
    const redis = new Redis({ host: '127.0.0.1', port: server.port, username: 'u', password: 'p' });
    const result = await proveCommands(redis);
    redis.disconnect();
    expect(result).toMatchObject({
      check: 'commands',
      is: 'problem',
      code: 'BROKER_PERMISSION_MISSING',
      found: expect.stringContaining(`the command ${name}`),
      remedy: expect.stringContaining(`+${name.toLowerCase()}`),
    });
  },
);

it('proveCommands names the keys if an access list forbids them', async () => {
  await admin.acl('SETUSER', 'u', 'reset', 'on', '>p', '~other*', '&*', '+@all');
  const redis = new Redis({ host: '127.0.0.1', port: server.port, username: 'u', password: 'p' });
  const result = await proveCommands(redis);
  redis.disconnect();
  expect(result).toMatchObject({ code: 'BROKER_PERMISSION_MISSING', remedy: expect.stringContaining('~*') });
});
