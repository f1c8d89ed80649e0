import {
  hasListedError,
  LISTED_UNITS_MAX,
  type ListedRun,
  type ListedUnit,
  mayWait,
  skipBroken,
  toListedRun,
} from '@ag06/store';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { toList, toReply, toTexts } from './reply-values.ts';
import { partitionOf } from './run-id.ts';
import { readUnit } from './unit-text.ts';

/** The most fields of a run whose names are read. A run of `LISTED_UNITS_MAX` units has fewer, unless it has long lists. */
const FIELDS_MAX = 10 * LISTED_UNITS_MAX;

type Pipeline = ReturnType<RedisClient['pipeline']>;

/**
 * Adds to runs of a list why they failed, and whether they wait. Three round trips at most: the errors and how many fields
 * the open runs have, the names of these, and the states of their units.
 */
export async function tellDetails(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  runs: readonly ListedRun[],
): Promise<readonly ListedRun[]> {
  const ask = <T extends ListedRun>(
    some: readonly T[],
    add: (pipeline: Pipeline, key: string, run: T) => void,
  ) => askEach(redis, partitions, some, add);
  const open = runs.filter(mayWait);
  const [errors, lengths] = await Promise.all([
    ask(runs.filter(hasListedError), (pipeline, key) => pipeline.hget(key, 'err')),
    ask(open, (pipeline, key) => pipeline.hlen(key)),
  ]);
  const small = open.filter(({ runId }) => Number(lengths.get(runId)) <= FIELDS_MAX);
  const names = await ask(small, (pipeline, key) => pipeline.hkeys(key));
  const fields = new Map([...names].map(([runId, reply]) => [runId, toTexts(reply)]));
  const unitsOf = (runId: string) => (fields.get(runId) ?? []).filter((name) => name.startsWith('s:'));
  const told = small.filter(({ runId }) => {
    const { length } = unitsOf(runId);
    return length > 0 && length <= LISTED_UNITS_MAX;
  });
  const states = await ask(told, (pipeline, key, { runId }) => pipeline.hmget(key, ...unitsOf(runId)));
  return runs.map((run) => {
    const { runId } = run;
    const error = errors.get(runId);
    const items = (fields.get(runId) ?? []).filter((name) => name.startsWith('i:'));
    return toListedRun(run, {
      error: typeof error === 'string' ? error : undefined,
      units: states.has(runId)
        ? skipBroken(() => readUnits(runId, unitsOf(runId), toList(states.get(runId))))
        : undefined,
      items: new Map(items.map((name) => [name.slice(2), name])),
    });
  });
}

function readUnits(
  runId: string,
  names: readonly string[],
  states: readonly unknown[],
): ReadonlyMap<string, ListedUnit> {
  const units = new Map<string, ListedUnit>();
  for (const [i, name] of names.entries()) {
    const state = states[i];
    if (typeof state !== 'string') continue;
    const unit = name.slice(2);
    units.set(unit, readUnit(runId, unit, state));
  }
  return units;
}

/** Asks something of each run, in one pipeline per partition: on a Cluster all keys of a pipeline are in one slot. */
async function askEach<T extends ListedRun>(
  redis: RedisClient,
  partitions: readonly PartitionKeys[],
  runs: readonly T[],
  add: (pipeline: Pipeline, key: string, run: T) => void,
): Promise<ReadonlyMap<string, unknown>> {
  const replies = new Map<string, unknown>();
  const byPartition = Map.groupBy(runs, ({ runId }) => partitionOf(runId, partitions.length));
  await Promise.all(
    [...byPartition].map(async ([partition, some]) => {
      const keys = partition === undefined ? undefined : partitions[partition];
      if (keys === undefined) return;
      const pipeline = redis.pipeline();
      for (const run of some) add(pipeline, keys.run(run.runId), run);
      const rows = (await pipeline.exec()) ?? [];
      for (const [i, { runId }] of some.entries()) {
        const row = rows[i];
        if (row !== undefined) replies.set(runId, toReply(row));
      }
    }),
  );
  return replies;
}
