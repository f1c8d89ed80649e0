import { type Database, openEmbeddedDatabase } from '@ag06/postgres';
import { afterAll, beforeAll } from '@jest/globals';
import { describeBroker } from '../conformance/index.ts';
import { migrateQueues } from './migrate-queues.ts';
import { QUEUE_SCHEMA } from './queue-schema.ts';
import { toBrokersUnderTest } from './testing/postgres-brokers.ts';

let database: Database;
beforeAll(async () => {
  database = await openEmbeddedDatabase({ folder: undefined, schema: QUEUE_SCHEMA });
  await migrateQueues(database);
});
afterAll(() => database.close());

describeBroker('the broker on an embedded PostgreSQL', () => toBrokersUnderTest(database, undefined));
