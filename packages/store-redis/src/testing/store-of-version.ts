import { findReferences, PiecedBlobStore, type RunStore, withLargeOutputs } from '@ag06/store';
import { partitionKeys } from '../keys.ts';
import { RedisBlobPieces } from '../redis-blob-pieces.ts';
import type { RedisClient } from '../redis-client.ts';
import { RedisRunStore } from '../redis-run-store.ts';
import { Subscriptions } from '../subscriptions.ts';

/** A process that believes the store, of one partition, to be of this version, however it is. */
export function storeOfVersion(version: number, redis: RedisClient): RunStore {
  const partitions = [partitionKeys(0)];
  const runs = new RedisRunStore(redis, partitions, {
    watchdogMs: 20_000,
    schema: { version },
    subscriptions: new Subscriptions(redis),
  });
  const pieces = new RedisBlobPieces(redis, partitions);
  return withLargeOutputs(runs, new PiecedBlobStore(pieces, (runId) => findReferences(runs, runId)));
}
