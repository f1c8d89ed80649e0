/** Every key of a partition carries its hash tag, so that one command touches one slot. */
export interface PartitionKeys {
  readonly index: string;
  /** Timers, by when they are due; of older versions also looks. */
  readonly wakeups: string;
  /** Looks of the watchdog, by when they are due. */
  readonly looks: string;
  /** `finishedAt|runId` of runs that ended, in that order. */
  readonly finished: string;
  /** What is blocked by a breaker or a limit, as `lua/state.ts` writes it: `<reason>\0<createdAt>\0<runId>|<unit>`. */
  readonly blocked: string;
  /** Prefix of the partition's channels. */
  readonly channels: string;
  run(runId: string): string;
  log(runId: string): string;
  /** The lists of a run's `forEach` steps, and the outcomes of their items. */
  items(runId: string): string;
  dedupe(key: string): string;
}

export function partitionKeys(partition: number): PartitionKeys {
  const tag = `ag06:{p${partition}}:`;
  return {
    index: `${tag}index`,
    wakeups: `${tag}wakeups`,
    looks: `${tag}looks`,
    finished: `${tag}finished`,
    blocked: `${tag}blocked`,
    channels: tag,
    run: (runId) => `${tag}run:${runId}`,
    log: (runId) => `${tag}log:${runId}`,
    items: (runId) => `${tag}items:${runId}`,
    dedupe: (key) => `${tag}dedupe:${key}`,
  };
}

/** Keys of what belongs to the whole fleet. */
export const GLOBAL_KEYS = {
  schema: 'ag06:{g}:schema',
  /** How many partitions there are, as the first process said. */
  partitions: 'ag06:{g}:partitions',
  epoch: 'ag06:{g}:epoch',
  secret: 'ag06:{g}:secret',
  agents: 'ag06:{g}:agents',
  /** A sorted set, by the moment at which an agent was last noted. */
  wantedAgents: 'ag06:{g}:wanted-agents',
  workers: 'ag06:{g}:workers',
  deadLetters: 'ag06:{g}:dead-letters',
  /** A stream of batches, and how many bytes it holds. */
  samples: 'ag06:{g}:samples',
  sampleBytes: 'ag06:{g}:sample-bytes',
  /** A hash of `version|changedAt|text` by name. */
  shared: (kind: string) => `ag06:{g}:shared:${kind}`,
  lease: (name: string) => `ag06:{g}:lease:${name}`,
  workflows: (tenant: string) => `ag06:{g}:workflows:${tenant}`,
  workflow: (tenant: string, name: string) => `ag06:{g}:workflow:${tenant}:${name}`,
} as const;
