import { type RedisServer, type ServiceProcess, startProcess, startRedis } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOSTILE_REQUESTS } from './testing/hostile-bodies.ts';
import type { HostileRequest } from './testing/hostile-request.ts';
import { LoopWatch, measureLeastMs } from './testing/loop-watch.ts';
import { parseLargestBody } from './testing/parse-largest-body.ts';
import { untilReady } from './testing/test-dispatcher.ts';

/** How often the parse of a body of the largest size, which takes some 5 ms of CPU time, fits into the longest hold. */
const BODIES_AT_MOST = 10;
/** What counts is what it always costs: now and then garbage is collected on top. */
const TRIES = 8;
/** Threads work on the largest for seconds where others have the cores. */
const SLOW_MS = 120_000;

let redis: RedisServer;
let dispatcher: ServiceProcess;
let url: string;
let told = 0;

beforeAll(async () => {
  redis = await startRedis();
  dispatcher = await startProcess({
    entry: new URL('./testing/watched-dispatcher.ts', import.meta.url),
    env: { AG06_BROKER_URL: redis.url, AG06_HTTP_PORT: '0' },
  });
  url = await untilReady(dispatcher);
  await warmUp();
  await takeHeld();
}, 60_000);
afterAll(async () => {
  await dispatcher?.stop();
  await redis?.stop();
});

/** What a program does the first time costs more than ever after, whoever asks for it. */
async function warmUp(): Promise<void> {
  const input = { type: 'object', properties: { n: { type: 'integer' } } };
  const body = JSON.stringify({
    name: 'warm',
    input,
    steps: { a: { agent: 'x.a', when: '${input.n > 1}' } },
  });
  for (let round = 0; round < 20; round++) {
    await send({ name: 'a push', path: '/v1/workflows', type: 'application/json', body, status: 201 });
    const run = JSON.stringify({ workflow: 'warm', input: { n: 1 } });
    await send({ name: 'a run', path: '/v1/runs', type: 'application/json', body: run, status: 202 });
  }
}

async function send({ method = 'POST', path, type = 'application/json', body }: HostileRequest) {
  const content = body === undefined ? {} : { body, headers: { 'content-type': type } };
  const answer = await fetch(`${url}${path}`, { method, ...content });
  return { status: answer.status, characters: (await answer.text()).length };
}

/** The longest hold of the dispatcher's event loop since it was asked last, in parses of a largest body. */
async function takeHeld(): Promise<number> {
  process.kill(dispatcher.pid, 'SIGUSR2');
  const line = new RegExp(`"told":${++told},"loopHeldMs":([0-9.]+),"bodyMs":([0-9.]+)`);
  const [, heldMs, bodyMs] = await dispatcher.waitForLine(line, SLOW_MS);
  return Number(heldMs) / Number(bodyMs);
}

describe('the event loop is not held by', () => {
  it.each(HOSTILE_REQUESTS)(
    '$name',
    async (request) => {
      const held: number[] = [];
      do {
        const { status, characters } = await send(request);
        held.push(await takeHeld());
        // What was saved is there when it is tried again.
        expect([request.status, ...(held.length > 1 ? [200] : [])]).toContain(status);
        expect(characters).toBeLessThan(400_000);
      } while (Math.min(...held) > BODIES_AT_MOST && held.length < TRIES);
      expect(Math.min(...held)).toBeLessThanOrEqual(BODIES_AT_MOST);
    },
    SLOW_MS,
  );
});

it('a watch of the event loop sees work that holds it', () => {
  const watch = new LoopWatch();
  const bodyMs = measureLeastMs(parseLargestBody);
  watch.forget();
  for (let i = 0; i < 2 * BODIES_AT_MOST; i++) parseLargestBody();
  expect(watch.take() / bodyMs).toBeGreaterThan(BODIES_AT_MOST);
  watch.stop();
});
