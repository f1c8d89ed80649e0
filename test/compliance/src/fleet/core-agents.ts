import { setTimeout as delay } from 'node:timers/promises';
import { agent } from '@ag06/agent-kit';
import { z } from 'zod';

/** Answers with all that a handler is told of its step. */
export const context = agent({
  name: 'proof.context',
  input: z.unknown(),
  handler: (input, told) => ({
    input,
    runId: told.runId,
    step: told.step,
    attempt: told.attempt,
    iteration: told.iteration,
    correlationId: told.correlationId,
    idempotencyKey: told.idempotencyKey,
    traceparent: told.traceparent ?? null,
    pid: process.pid,
  }),
});

/** Squares a number after so many milliseconds; says on stderr when it starts and when it is aborted. */
export const square = agent({
  name: 'proof.square',
  input: z.object({ n: z.number(), ms: z.number().default(0) }),
  handler: async ({ n, ms }, { runId, step, attempt, signal }) => {
    process.stderr.write(`square ${runId} ${step} attempt ${attempt} started\n`);
    await delay(ms, undefined, { signal });
    return { n: n * n, pid: process.pid };
  },
});

/** Fails until its attempt is past `times`, with the given code. */
export const unsteady = agent({
  name: 'proof.unsteady',
  input: z.object({ times: z.number(), message: z.string().default('told to fail') }),
  handler: ({ times, message }, { attempt }) => {
    if (attempt <= times) throw new Error(`${message}, attempt ${attempt}`);
    return { attempt };
  },
});

let running = 0;
let peak = 0;
/** Answers how many of it ran in this process at most, this one included. */
export const bounded = agent({
  name: 'proof.bounded',
  input: z.object({ ms: z.number() }),
  handler: async ({ ms }, { signal }) => {
    running++;
    peak = Math.max(peak, running);
    try {
      await delay(ms, undefined, { signal });
    } finally {
      running--;
    }
    return { pid: process.pid, peak };
  },
});

/** Takes so many milliseconds, and waits for nothing else. */
export const steady = agent({
  name: 'proof.steady',
  input: z.object({ ms: z.number() }),
  handler: ({ ms }, { signal }) => delay(ms, undefined, { signal }),
});

/** Keeps the event loop of its process for so long. */
export const block = agent({
  name: 'proof.block',
  input: z.object({ ms: z.number() }),
  timeout: '60s',
  handler: ({ ms }) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  },
});

/** Fails until its attempt is past `times`; only cases that count it use it. */
export const summed = agent({
  name: 'proof.summed',
  input: z.object({ times: z.number() }),
  handler: ({ times }, { attempt }) => {
    if (attempt <= times) throw new Error('told to fail');
  },
});

/** A text of so many characters. */
export const large = agent({
  name: 'proof.large',
  input: z.object({ characters: z.int() }),
  handler: ({ characters }) => 'x'.repeat(characters),
});
