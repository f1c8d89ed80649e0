import { existsSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

const anything = z.unknown();

/** Handlers that behave as badly as handlers may. */
export const throwing = agent({
  name: 'bad.throw',
  input: anything,
  handler: () => {
    throw null;
  },
});
export const cyclic = agent({
  name: 'bad.cyclic',
  input: anything,
  handler: () => {
    const value: { self?: unknown } = {};
    value.self = value;
    return value;
  },
});
export const huge = agent({ name: 'bad.huge', input: anything, handler: () => 'x'.repeat(65 * 1024 * 1024) });
export const rows = agent({
  name: 'large.rows',
  input: z.object({ rows: z.int() }),
  handler: async function* ({ rows: count }) {
    for (let n = 0; n < count; n++) yield 'x'.repeat(1_000);
  },
});
export const count = agent({
  name: 'large.count',
  input: z.object({ of: z.array(z.string()) }),
  handler: ({ of }) => of.length,
});
export const bottomless = agent({
  name: 'bad.deep',
  input: anything,
  handler: () => {
    let value: unknown = null;
    for (let depth = 0; depth < 10_000; depth++) value = [value];
    return value;
  },
});
/** An object that cannot be looked at. */
export const touchy = agent({
  name: 'bad.touchy',
  input: anything,
  handler: () => ({
    get value(): never {
      throw new Error('do not look');
    },
  }),
});
export const callable = agent({ name: 'bad.function', input: anything, handler: () => ({ call: () => {} }) });
export const verbose = agent({
  name: 'bad.verbose',
  input: anything,
  handler: () => {
    throw new Error('x'.repeat(10_000_000));
  },
});
/** Hears that it is aborted, and goes on until its time is over. */
export const stubborn = agent({
  name: 'bad.stubborn',
  input: z.object({ ms: z.number() }),
  handler: async ({ ms }, { runId }) => {
    process.stderr.write(`stubborn ${runId} started\n`);
    await delay(ms);
    process.stderr.write(`stubborn ${runId} ended\n`);
    return { waited: ms };
  },
});
export const deaf = agent({ name: 'bad.deaf', input: anything, handler: () => new Promise<never>(() => {}) });
export const rejecting = agent({
  name: 'bad.late',
  input: anything,
  handler: async () => {
    void Promise.reject(new Error('nobody waits for this')).catch(() => {});
    return 1n;
  },
});
/** Ends its process, as a segmentation fault would. */
export const killer = agent({
  name: 'bad.kill',
  input: anything,
  handler: () => process.kill(process.pid, 'SIGKILL'),
});
/** Keeps its process's event loop busy for so long, though not the CPU. */
export const blocking = agent({
  name: 'bad.block',
  input: z.object({ ms: z.number() }),
  handler: ({ ms }, { runId }) => {
    writeSync(2, `block ${runId} started\n`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    return { blocked: ms };
  },
});
/** Waits for its abort and says on stderr when it came. */
export const patient = agent({
  name: 'good.patient',
  input: z.object({ ms: z.number() }),
  handler: async ({ ms }, { signal, runId }) => {
    process.stderr.write(`patient ${runId} started\n`);
    try {
      await delay(ms, undefined, { signal });
    } catch (cause) {
      process.stderr.write(`patient ${runId} aborted at ${Date.now()}\n`);
      throw cause;
    }
    return { waited: ms };
  },
});
/** Says on stderr that it started. No breaker stands before it, so that it goes on eagerly from the first. */
export const noted = agent({
  name: 'good.noted',
  input: anything,
  breaker: 'off',
  handler: (_, { runId, step }) => void process.stderr.write(`noted ${runId} ${step} started\n`),
});
/** Says on stderr what it does, and fails one of its numbers for good until a file exists. */
export const switched = agent({
  name: 'good.switched',
  input: z.object({ n: z.number(), bad: z.number(), file: z.string() }),
  breaker: 'off',
  handler: ({ n, bad, file }, { runId }) => {
    process.stderr.write(`switched ${runId} ${n} started\n`);
    if (n === bad && !existsSync(file)) throw new Error(`there is no ${file}`);
    return n * n;
  },
});
/** Fails so many attempts, each after its time. */
export const unsteady = agent({
  name: 'good.unsteady',
  input: z.object({ ms: z.number(), n: z.number(), times: z.number() }),
  handler: async ({ ms, n, times }, { signal, attempt }) => {
    await delay(ms, undefined, { signal });
    if (attempt <= times) throw new Error(`told to fail ${times} times`);
    return { n, attempt };
  },
});

let running = 0;
/** Says on stderr how many of it run in its process when it starts. */
export const counted = agent({
  name: 'good.counted',
  input: z.object({ ms: z.number() }),
  handler: async ({ ms }) => {
    running++;
    process.stderr.write(`counted ${running} at ${Date.now()}\n`);
    await delay(ms);
    running--;
  },
});
