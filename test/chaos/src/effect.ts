import { z } from 'zod';

const call = {
  runId: z.string(),
  /** Or of a `forEach` step one item, as `unit.ts` names it. */
  step: z.string(),
  attempt: z.int(),
  /** Of a step that repeats. */
  iteration: z.int(),
  idempotencyKey: z.string(),
  pid: z.int(),
  /** Names this call of the handler; nothing else has the same. */
  call: z.string(),
  /** By the monotonic clock, and by the wall clock. */
  at: z.number(),
  wallAt: z.number(),
};

/** What a handler wrote down itself, outside the product. A call whose process died has a start and nothing else. */
export const Effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('start'),
    ...call,
    see: z.record(z.string(), z.unknown()),
    /** Of a step that repeats: the iteration and the output before, as its input tells them. */
    turn: z.int().optional(),
    before: z.unknown().optional(),
  }),
  z.strictObject({ kind: z.literal('return'), ...call, output: z.unknown() }),
  z.strictObject({ kind: z.literal('throw'), ...call, message: z.string() }),
  z.strictObject({ kind: z.literal('abort'), ...call }),
]);
export type Effect = z.infer<typeof Effect>;
export type StartEffect = Extract<Effect, { kind: 'start' }>;
