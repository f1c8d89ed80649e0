/**
 * Decorators are compiled by jest alone.
 * @jest-environment node
 */
import 'reflect-metadata';
import { workflow } from '@ag06/agent-kit';
import { Client } from '@ag06/client';
import { Ag06Module, type Ag06Options, Ag06Worker, Agent } from '@ag06/nestjs';
import { startTestFleet, type TestFleet } from '@ag06/test-fleet';
import { type RedisServer, startRedis, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DynamicModule, Injectable, type LoggerService, type Provider, Scope } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { held, Prices, ShopAgents } from './shop-agents.ts';

const order = workflow({
  name: 'nest-order',
  input: z.object({ item: z.string() }),
  steps: (flow) =>
    flow
      .step('price', 'nest.price', ({ input }) => ({ with: { item: input.item } }))
      .step('pack', 'nest.pack', ({ steps }) => ({ with: steps.price.output })),
  output: ({ steps }) => steps.pack.output,
});
const hold = workflow({
  name: 'nest-hold',
  input: z.object({}),
  steps: (flow) => flow.step('hold', 'nest.hold', () => ({ with: {} })),
});
const OPTIONS: Ag06Options = { workflows: [order, hold], settings: { LOG_LEVEL: 'info' } };

/** A log that keeps its messages. */
class Lines implements LoggerService {
  readonly lines: string[] = [];
  log(message: string): void {
    this.lines.push(message);
  }
  readonly error = this.log;
  readonly warn = this.log;
  readonly debug = this.log;
  readonly verbose = this.log;
}

async function startApp(
  module: DynamicModule,
  providers: readonly Provider[],
  logger: LoggerService = new Lines(),
) {
  const testing = Test.createTestingModule({ imports: [module], providers: [...providers] });
  return (await testing.setLogger(logger).compile()).init();
}

describe('Ag06Module', () => {
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

  test('makes methods of providers agents, which other providers serve, and gives the client', async () => {
    const log = new Lines();
    const module = Ag06Module.forRoot({ ...OPTIONS, url: fleet.url, brokerUrl: redis.url });
    const alias = { provide: 'agents of the shop', useExisting: ShopAgents };
    const app = await startApp(module, [Prices, ShopAgents, alias], log);
    expect(app.get(Ag06Worker).agents.toSorted()).toEqual(['nest.hold', 'nest.pack', 'nest.price']);
    expect(app.get(Ag06Worker).isReady()).toBe(true);
    const client = app.get(Client);
    const run = await client.submit(order, { item: 'tea' });
    expect(await client.waitForOutput(run)).toEqual({ packed: 300 });
    const wrong = await client.submit(order, { item: '' });
    expect(await client.wait(wrong)).toMatchObject({
      status: 'failed',
      error: { code: 'INPUT_INVALID', step: 'price' },
    });
    expect(log.lines).toContain('worker ready');
    await app.close();
  });

  test('takes its options from a factory, and drains its worker when the application shuts down', async () => {
    const module = Ag06Module.forRootAsync({
      imports: [{ module: class Config {}, providers: [ADDRESSES(fleet, redis)], exports: ['ADDRESSES'] }],
      inject: ['ADDRESSES'],
      useFactory: (addresses: Ag06Options) => ({ ...OPTIONS, ...addresses }),
    });
    const before = await workerIds();
    const app = await startApp(module, [Prices, ShopAgents]);
    const run = await app.get(Client).submit(hold, {});
    await held.begun;
    const closed = app.close();
    held.end('packed late');
    await closed;
    expect(await fleet.client.waitForOutput(run)).toEqual({ hold: 'packed late' });
    // On a busy machine it is gone when its presence expires, at the latest.
    await until(async () => (await workerIds()).every((id) => before.includes(id)), { timeoutMs: 45_000 });
  });

  test.each([
    ['worker: off', { worker: 'off' } as const, [Prices, ShopAgents]],
    ['no agents', {}, [Prices]],
  ])('needs no broker in a process that does not work (%s)', async (_, options, providers) => {
    const app = await startApp(
      Ag06Module.forRoot({ ...options, url: fleet.url, brokerUrl: 'redis://127.0.0.1:1' }),
      providers,
    );
    expect(app.get(Ag06Worker).isReady()).toBe(false);
    expect((await app.get(Client).fleet.workers()).items.length).toBeGreaterThan(0);
    await app.close();
  });
});

test('an application starts without its worker while the server is away, and starts none once it is closed', async () => {
  await using redis = await startRedis();
  await redis.kill();
  const log = new Lines();
  const module = Ag06Module.forRoot({ ...OPTIONS, brokerUrl: redis.url, startWaitMs: 1 });
  const [served, closed] = [
    await startApp(module, [Prices, ShopAgents], log),
    await startApp(module, [Prices, ShopAgents]),
  ];
  expect(log.lines.at(-1)).toMatch('goes on without its worker');
  expect(served.get(Ag06Worker).isReady()).toBe(false);
  await closed.close();
  await redis.restart();
  await until(() => served.get(Ag06Worker).isReady());
  expect(closed.get(Ag06Worker).agents).toEqual([]);
  await served.close();
});

const ADDRESSES = (fleet: TestFleet, redis: RedisServer): Provider => ({
  provide: 'ADDRESSES',
  useValue: { url: fleet.url, brokerUrl: redis.url },
});

test.each([Scope.REQUEST, Scope.TRANSIENT])(
  'an agent of a provider that is made more than once is refused, with its name (scope %i)',
  async (scope) => {
    class PerRequest {
      act(): string {
        return '';
      }
    }
    Injectable({ scope })(PerRequest);
    const act = Object.getOwnPropertyDescriptor(PerRequest.prototype, 'act');
    if (act === undefined) throw new Error('There is no method.');
    Agent({ name: 'nest.act', input: z.unknown() })(PerRequest.prototype, 'act', act);
    const starting = startApp(Ag06Module.forRoot({ brokerUrl: 'redis://127.0.0.1:1' }), [PerRequest]);
    await expect(starting).rejects.toThrow(
      'PerRequest.act is the agent nest.act, but Nest makes PerRequest anew',
    );
  },
);
