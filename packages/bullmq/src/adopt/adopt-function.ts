import { type AgentContext, type AgentSpec, agent } from '@ag06/agent-kit';
import type { Job, JobsOptions } from 'bullmq';
import { z } from 'zod';
import type { ClosableAgent } from '../closable-agent.ts';
import { openSandbox } from './open-sandbox.ts';
import { createStepJob } from './step-job.ts';
import { toSteering } from './to-steering.ts';

/** A processor of any copy and version of BullMQ, whatever the types of its job. */
export type BullProcessor = (job: never, token?: string, signal?: AbortSignal) => unknown;

export interface FromProcessorOptions
  extends Pick<
    AgentSpec<z.ZodType, z.ZodType>,
    'description' | 'timeout' | 'dependency' | 'breaker' | 'idempotent' | 'objective' | 'bounds' | 'output'
  > {
  /** The name of the agent, such as `images.resize`. */
  readonly name: string;
  /** What `job.queueName` says; by default the name of the agent. */
  readonly queueName?: string;
  /** What `job.prefix` says; `bull`. */
  readonly prefix?: string;
  /** A schema of the job's data; by default any JSON. */
  readonly data?: z.ZodType;
  /** Milliseconds until the next attempt after a RateLimitError, which does not say it; 1,000. */
  readonly rateLimitMs?: number;
  /**
   * What `job.updateData` does: by default it rejects, because the next attempt would not see the change; with `attempt`
   * the change lasts for the attempt.
   */
  readonly updateData?: 'attempt';
}

/** The input of an agent that was a processor. */
export interface StepJobInput {
  /** The job's name; by default the id of the step. */
  readonly name?: string | undefined;
  readonly data?: unknown;
  /** What `job.opts` says. The step's `retry`, `priority` and so on are what counts. */
  readonly opts?: Readonly<Record<string, unknown>> | undefined;
  /** What `job.getChildrenValues()` gives: by key, outputs of other steps. */
  readonly children?: Readonly<Record<string, unknown>> | undefined;
  /** What `job.getIgnoredChildrenFailures()` gives: by key, messages; null for a child that did not fail. */
  readonly ignored?: Readonly<Record<string, string | null>> | undefined;
}

type Call = (job: Job, token: string, signal: AbortSignal) => unknown;

/**
 * Makes an agent of a BullMQ processor: a function `(job, token, signal) => result`, or the path of a file that exports one
 * and runs in child processes. Its steps have `with: {name, data, opts, children}` (`StepJobInput`).
 *
 * An UnrecoverableError fails the step (JOB_UNRECOVERABLE). DelayedError, WaitingError and RateLimitError put it aside, which
 * spends no attempt. What a step cannot do fails as BULLMQ_UNSUPPORTED, with what to do instead.
 *
 * @throws Refusal AGENT_NAME_INVALID, or PROCESSOR_MISSING for a file that does not exist
 */
export function fromProcessor(
  processor: BullProcessor | string | URL,
  options: FromProcessorOptions,
): ClosableAgent {
  const {
    queueName = options.name,
    prefix = 'bull',
    rateLimitMs = 1_000,
    updateData,
    data,
    ...rest
  } = options;
  const { call, close } = openCall(processor);
  const handler = async (input: StepJobInput, context: AgentContext): Promise<unknown> => {
    const spec = { queueName, prefix, keepsData: updateData === 'attempt' };
    const { job, backend } = createStepJob({ ...spec, ...toJobParts(input, context.step) }, context);
    try {
      return (await call(job, `${context.idempotencyKey}:${context.attempt}`, context.signal)) ?? null;
    } catch (thrown) {
      throw toSteering(thrown, { delayMs: backend.delayMs, rateLimitMs });
    }
  };
  return { ...agent({ ...rest, input: createInputSchema(data), handler }), close };
}

function openCall(processor: BullProcessor | string | URL): { readonly call: Call; close(): Promise<void> } {
  if (typeof processor === 'function') return { call: processor as Call, close: async () => {} };
  const sandbox = openSandbox(processor);
  return { call: (...given) => sandbox.run(...given), close: () => sandbox.close() };
}

const createInputSchema = (data: z.ZodType = z.unknown()): z.ZodType<StepJobInput> =>
  z.strictObject({
    name: z.string().optional(),
    data: data.optional(),
    opts: z.record(z.string(), z.unknown()).optional(),
    children: z.record(z.string(), z.unknown()).optional(),
    ignored: z.record(z.string(), z.string().nullable()).optional(),
  });

function toJobParts(input: StepJobInput, step: string) {
  const { name = step, data = {}, opts = {}, children = {}, ignored = {} } = input;
  const failures = Object.entries(ignored).filter((entry): entry is [string, string] => entry[1] !== null);
  const failed = new Set(failures.map(([key]) => key));
  const values = Object.fromEntries(Object.entries(children).filter(([key]) => !failed.has(key)));
  const jobOpts: JobsOptions = opts;
  return { name, data, opts: jobOpts, children: { values, ignored: Object.fromEntries(failures) } };
}
