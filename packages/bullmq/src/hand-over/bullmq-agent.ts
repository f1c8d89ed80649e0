import { type AgentSpec, agent, toMilliseconds } from '@ag06/agent-kit';
import type { Duration } from '@ag06/contracts';
import type { ClosableAgent } from '../closable-agent.ts';
import { attendJob } from './attend-job.ts';
import { sweepEnded } from './handed-index.ts';
import { HandedJob } from './handed-job.ts';
import { JobInput } from './job-input.ts';
import { QueueWatches } from './queue-watches.ts';
import { type RedisConnection, RedisOfJobs } from './redis-of-jobs.ts';
import { toJobId } from './to-job-id.ts';

export interface BullmqAgentOptions
  extends Pick<AgentSpec<typeof JobInput, never>, 'description' | 'timeout'> {
  /** The Redis of the queues: a URL, options of ioredis, or a connection of it. */
  readonly connection: RedisConnection;
  /** The prefix of the queues; `bull`. */
  readonly prefix?: string;
  /** The name of the agent; `bullmq.job`. */
  readonly name?: string;
  /**
   * How long a job stays on its queue once a step has read how it ended, so that a worker that dies then loses nothing; 1 h. One
   * that nobody has read stays for 7 days. Later jobs on the queue then remove it.
   */
  readonly keep?: Duration;
  /**
   * How often a step looks at its job by itself; 5 s. Events wake it at once, but they may be trimmed, and an obliterated
   * queue tells nobody.
   */
  readonly lookEvery?: Duration;
}

/** An age or a count here would remove jobs of others, too: BullMQ applies it to all ended jobs of the queue. */
const KEPT = { removeOnComplete: false, removeOnFail: false } as const;

/**
 * Makes an agent that hands a job to workers of BullMQ and ends with it: its output is the job's return value. Its steps have
 * `with: {queue, name, data, opts}`.
 *
 * The job is handed over once for each step, item or iteration, whatever dies meanwhile. It is tried again as `opts.attempts`
 * says, never by `retry` of the step: a failed job is BULLMQ_JOB_FAILED. A step that waits takes a place of its agent in a
 * worker, and no connection of its own.
 *
 * @throws Refusal AGENT_NAME_INVALID or DURATION_INVALID
 */
export function bullmqAgent(options: BullmqAgentOptions): ClosableAgent {
  const { connection, prefix = 'bull', name = 'bullmq.job', keep = '1h', timeout = '1d' } = options;
  const keepMs = toMilliseconds(keep, `keep of agent "${name}"`);
  const lookEveryMs = toMilliseconds(options.lookEvery ?? '5s', `lookEvery of agent "${name}"`);
  const redis = new RedisOfJobs(connection);
  const watches = new QueueWatches(redis, prefix);
  const made = agent({
    description: options.description ?? 'Hands a job to workers of BullMQ, and gives what it returns.',
    name,
    timeout,
    breaker: 'off',
    input: JobInput,
    handler: (input, context) =>
      watches.with(input.queue, context.log, async (watch) => {
        const { data = {}, opts = {} } = input;
        const toAdd = { name: input.name ?? context.step, data, opts: { ...opts, ...KEPT } };
        const handed = new HandedJob(watch, toJobId(context.idempotencyKey), keepMs);
        await sweepEnded(watch);
        return attendJob(handed, { toAdd, watch, lookEveryMs, onNotNow: redis.onError }, context);
      }),
  });
  return { ...made, close: () => watches.close() };
}
