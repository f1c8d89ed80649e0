import { z } from 'zod';

/** Options that a step sets by itself, each with what to do instead. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['jobId', 'the id is made of run and step, so that no job is handed over twice'],
  ['removeOnComplete', 'the job is kept until its outcome is read; `keep` of the agent says how long'],
  ['removeOnFail', 'the job is kept until its outcome is read; `keep` of the agent says how long'],
  ['deduplication', 'submit the run with an Idempotency-Key'],
  ['parent', 'use `needs`'],
  ['repeat', 'use `schedule` of the workflow'],
  ['timestamp', 'the job has the time at which it is handed over'],
]);

const BackoffInput = z.union([
  z.int().min(0),
  z.strictObject({
    type: z.string(),
    delay: z.number().min(0).exactOptional(),
    jitter: z.number().min(0).max(1).exactOptional(),
  }),
]);

const OptsInput = z.strictObject(
  {
    attempts: z.int().min(1).exactOptional(),
    backoff: BackoffInput.exactOptional(),
    delay: z.int().min(0).exactOptional(),
    priority: z
      .int()
      .min(0)
      .max(2 ** 21 - 1)
      .exactOptional(),
    lifo: z.boolean().exactOptional(),
    keepLogs: z.int().min(0).exactOptional(),
    stackTraceLimit: z.int().min(0).exactOptional(),
    sizeLimit: z.int().min(1).exactOptional(),
  },
  { error: (issue) => (issue.code === 'unrecognized_keys' ? describeKeys(issue.keys) : undefined) },
);

/** The `with` of a step that hands a job to workers of BullMQ. */
export const JobInput = z.strictObject({
  queue: z
    .string()
    .min(1)
    .max(200)
    .refine((name) => !name.includes(':'), { error: 'a queue’s name has no ":"' })
    .refine((name) => !/^(ag06|agent)\./.test(name), {
      error:
        'this is a queue of a fleet. Name the agent as the `agent` of a step, or the workflow as its `workflow`',
    }),
  /** The job's name; by default the id of the step. */
  name: z.string().min(1).max(500).optional(),
  data: z.unknown().optional(),
  opts: OptsInput.optional(),
});
export type JobInput = z.infer<typeof JobInput>;

function describeKeys(keys: unknown): string {
  const names = Array.isArray(keys) ? keys.map(String) : [];
  return names
    .map(
      (name) =>
        `"${name}" cannot be set: ${REMEDIES.get(name) ?? 'it is no option of a job that a step knows'}`,
    )
    .join('; ');
}
