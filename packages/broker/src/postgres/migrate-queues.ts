import { Refusal } from '@ag06/contracts';
import type { Database, SqlDatabase } from '@ag06/postgres';
import { assertSchemaCompatibility, runMigrations, SchemaMigrationRequiredError } from 'bullmq';
import { QUEUE_SCHEMA } from './queue-schema.ts';
import { toQueryable } from './to-queryable.ts';

/** Migrates BullMQ's schema, all or nothing. May run any number of times, also in several processes at once. */
export async function migrateQueues(database: Database, schema: string = QUEUE_SCHEMA): Promise<void> {
  await database.withSession((session) => runMigrations(toQueryable(session), schema));
}

/** @throws Refusal QUEUES_NOT_MIGRATED, QUEUES_UNSUPPORTED */
export async function checkQueues(database: SqlDatabase, schema: string = QUEUE_SCHEMA): Promise<void> {
  try {
    await assertSchemaCompatibility(toQueryable(database), schema);
  } catch (cause) {
    if (cause instanceof SchemaMigrationRequiredError) {
      const message = 'This database has no tables for queues. Run `ag06 migrate`.';
      throw new Refusal(422, 'QUEUES_NOT_MIGRATED', message, { cause });
    }
    if (cause instanceof Error && cause.message.startsWith('BullMQ:')) {
      throw new Refusal(422, 'QUEUES_UNSUPPORTED', cause.message, { cause });
    }
    throw cause;
  }
}
