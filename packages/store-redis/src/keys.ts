import { DEFAULT_PREFIX } from '@ag06/contracts/names';

/** The keys of a partition. All carry its hash tag, so that one command touches one slot. */
export interface PartitionKeys {
  readonly index: string;
  /** Timers, by when they are due; older versions put looks here too. */
  readonly wakeups: string;
  /** Wake-ups of units and of schedules, by when they are due; older versions know none. */
  readonly due: string;
  /** Looks of the watchdog, by when they are due. */
  readonly looks: string;
  /** `finishedAt|runId` of ended runs, in that order. */
  readonly finished: string;
  /** Units blocked by a breaker or a limit, see `lua/state.ts`: `<reason>\0<createdAt>\0<runId>|<unit>\0<park>`. */
  readonly blocked: string;
  /** Units that wait for an answer of a person, see `list-approvals.ts`. */
  readonly approvals: string;
  /** Runs to which a blob was added since a sweep looked at them, by when. */
  readonly blobRuns: string;
  /** The last version that a schedule of the partition was given. */
  readonly scheduleVersions: string;
  /** Prefix of the partition's channels. */
  readonly channels: string;
  run(runId: string): string;
  log(runId: string): string;
  /** The lists of a run's `forEach` steps, and the outcomes of their items. */
  items(runId: string): string;
  /** Values of a run that are too large for a field. */
  blobs(runId: string): string;
  dedupe(key: string): string;
  /** A hash of the tenant's schedules in this partition, and a set of their names in order. */
  schedules(tenant: string): string;
  scheduleNames(tenant: string): string;
  /** The head of a stream of events, and the channel of its appends; see `streams/lua/stream-state.ts`. */
  stream(tenant: string, stream: string): string;
  /** The names of the tenant's streams in this partition. */
  streams(tenant: string): string;
  /** The last incarnation of a stream of this partition. */
  readonly streamIncarnations: string;
  /** Streams that are deleted and not yet freed. */
  readonly streamGraves: string;
  /** The events of the partition under a correlation id. */
  correlated(tenant: string, correlationId: string): string;
}

export function partitionKeys(partition: number, prefix: string = DEFAULT_PREFIX): PartitionKeys {
  const tag = `${prefix}:{p${partition}}:`;
  return {
    index: `${tag}index`,
    wakeups: `${tag}wakeups`,
    due: `${tag}due`,
    looks: `${tag}looks`,
    finished: `${tag}finished`,
    blocked: `${tag}blocked`,
    approvals: `${tag}approvals`,
    blobRuns: `${tag}blob-runs`,
    scheduleVersions: `${tag}schedule-versions`,
    channels: tag,
    run: (runId) => `${tag}run:${runId}`,
    log: (runId) => `${tag}log:${runId}`,
    items: (runId) => `${tag}items:${runId}`,
    blobs: (runId) => `${tag}blobs:${runId}`,
    dedupe: (key) => `${tag}dedupe:${key}`,
    schedules: (tenant) => `${tag}schedules:${tenant}`,
    scheduleNames: (tenant) => `${tag}schedule-names:${tenant}`,
    stream: (tenant, stream) => `${tag}stream:${stream}@${tenant}`,
    streams: (tenant) => `${tag}streams:${tenant}`,
    streamIncarnations: `${tag}stream-incarnations`,
    streamGraves: `${tag}stream-graves`,
    correlated: (tenant, correlationId) => `${tag}correlated:${tenant}\0${correlationId}`,
  };
}

/** The keys of the whole fleet. */
export type GlobalKeys = ReturnType<typeof globalKeys>;

export function globalKeys(prefix: string = DEFAULT_PREFIX) {
  const tag = `${prefix}:{g}:`;
  return {
    schema: `${tag}schema`,
    /** The number of partitions, as the first process set it. */
    partitions: `${tag}partitions`,
    epoch: `${tag}epoch`,
    secret: `${tag}secret`,
    agents: `${tag}agents`,
    /** A sorted set by the moment at which an agent was last recorded. */
    wantedAgents: `${tag}wanted-agents`,
    workers: `${tag}workers`,
    deadLetters: `${tag}dead-letters`,
    /** A stream of batches, and how many bytes it holds. */
    samples: `${tag}samples`,
    sampleBytes: `${tag}sample-bytes`,
    /** A hash of `version|changedAt|text` by name. */
    shared: (kind: string) => `${tag}shared:${kind}`,
    lease: (name: string) => `${tag}lease:${name}`,
    workflows: (tenant: string) => `${tag}workflows:${tenant}`,
    workflow: (tenant: string, name: string) => `${tag}workflow:${tenant}:${name}`,
  } as const;
}
