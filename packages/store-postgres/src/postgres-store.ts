import type { SqlDatabase } from '@ag06/postgres';
import {
  EventBlobs,
  findReferences,
  guardTexts,
  PiecedBlobStore,
  type Store,
  withLargeOutputs,
} from '@ag06/store';
import { inspectPostgres } from './inspect-postgres.ts';
import { checkSchema } from './migrate.ts';
import { PostgresBlobPieces } from './postgres-blob-pieces.ts';
import { PostgresFeedStore } from './postgres-feed-store.ts';
import { PostgresFleetStore } from './postgres-fleet-store.ts';
import { PostgresRunStore } from './postgres-run-store.ts';
import { PostgresSampleStore } from './postgres-sample-store.ts';
import { PostgresScheduleStore } from './postgres-schedule-store.ts';
import { PostgresSharedStore } from './postgres-shared-store.ts';
import { PostgresWorkflowStore } from './postgres-workflow-store.ts';
import { StoredSize } from './stored-size.ts';
import { PostgresEventStore } from './streams/postgres-event-store.ts';
import { PostgresGroupStore } from './streams/postgres-group-store.ts';

interface PostgresStoreOptions {
  /** The caller opens and closes this database. */
  readonly database: SqlDatabase;
  /** The delay after which the watchdog looks at a run whose commit left no job. */
  readonly watchdogMs?: number;
}

/** Creates the store on a PostgreSQL with the schema of `migrateStore`. */
export function createPostgresStore({ database, watchdogMs = 20_000 }: PostgresStoreOptions): Store {
  const runs = new PostgresRunStore(database, watchdogMs);
  const feed = new PostgresFeedStore(database);
  const shared = new PostgresSharedStore(database);
  const size = new StoredSize(database);
  const pieces = new PostgresBlobPieces(database);
  const findKept = async (owner: string) =>
    (await pieces.isClaimed(owner)) ? 'all' : findReferences(runs, owner);
  const blobs = new PiecedBlobStore(pieces, findKept);
  const eventBlobs = new EventBlobs(blobs);
  const events = new PostgresEventStore(database, eventBlobs);
  return guardTexts({
    runs: withLargeOutputs(runs, blobs),
    blobs,
    workflows: new PostgresWorkflowStore(database),
    fleet: new PostgresFleetStore(database),
    feed,
    shared,
    samples: new PostgresSampleStore(database),
    schedules: new PostgresScheduleStore(database),
    events,
    groups: new PostgresGroupStore(database, eventBlobs),
    inspect: () => inspectPostgres(database, size),
    checkSchema: () => checkSchema(database),
    close: async () => {
      await feed.close();
      runs.close();
      shared.close();
      events.close();
    },
  });
}
