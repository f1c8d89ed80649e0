import { movesOf, Player } from '@ag06/store/conformance';
import { startRedis, until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createRedisStore } from './redis-store.ts';

const STEPS = 40;
const OUTPUT = JSON.stringify('x'.repeat(200 * 1024));

it('the store on Redis joins 40 outputs of 200 KB without reading or moving one of them in a script', async () => {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis });
  const monitored: string[][] = [];
  const monitor = await redis.monitor();
  monitor.on('monitor', (_time: string, args: string[]) => monitored.push(args));

  const player = new Player(store);
  const steps = Array.from({ length: STEPS }, (_, i) => `s${i}`);
  const outputs = steps.map((step) => `o:${step}` as const);
  const roots = steps.map((unit) => ({ unit, needs: 0, mode: 'evaluate', reads: [] }) as const);
  const held = movesOf(await player.submit({ roots })).evaluations;
  const next = [{ unit: '$', needs: STEPS, mode: 'evaluate', reads: outputs }] as const;
  const answers = await Promise.all(
    held.map((grant) => player.complete(grant, { change: { to: 'completed', output: OUTPUT }, next })),
  );

  const [join] = answers.flatMap((answer) => movesOf(answer).evaluations);
  expect([join?.values.size, join?.unread?.length]).toEqual([0, STEPS]);
  const sizes = await store.runs.measureFields(player.runId, outputs);
  expect([...sizes.values()]).toEqual(outputs.map(() => OUTPUT.length));
  await redis.echo('seen');
  await until(() => monitored.some((args) => args.includes('seen')));
  const readers = monitored.filter(([command = '']) => /^H(M?GET|GETALL|VALS)$/i.test(command));
  expect(readers.flat().filter((arg) => arg.startsWith('o:'))).toEqual([]);
  expect(readers.length).toBeGreaterThan(STEPS);
  monitor.disconnect();
  await store.close();
  redis.disconnect();
}, 60_000);

it('the store on Redis sends large commands in several calls, so that none blocks Redis for long', async () => {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  const store = createRedisStore({ redis });
  const players = Array.from({ length: 24 }, () => new Player(store));
  const input = JSON.stringify('x'.repeat(500 * 1024));
  await Promise.all(players.map((player) => player.submit({ input })));
  const stats = await redis.info('commandstats');
  const calls = Number(/cmdstat_fcall:calls=(\d+)/.exec(stats)?.[1]);
  expect(calls).toBeGreaterThanOrEqual(8);
  await store.close();
  redis.disconnect();
}, 60_000);
