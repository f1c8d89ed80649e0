import { type Database, openServerDatabase } from '@ag06/postgres';
import { type PostgresServer, startPostgres } from '@ag06/test-support';
import { afterAll, beforeAll } from '@jest/globals';
import { describeBroker } from '../conformance/index.ts';
import { migrateQueues } from './migrate-queues.ts';
import { QUEUE_SCHEMA } from './queue-schema.ts';
import { toBrokersUnderTest } from './testing/postgres-brokers.ts';

let server: PostgresServer;
let database: Database;
beforeAll(async () => {
  server = await startPostgres();
  database = await openServerDatabase({ url: server.url, schema: QUEUE_SCHEMA, onError: () => {} });
  await migrateQueues(database);
});
afterAll(async () => {
  await database.close();
  await server.stop();
});

describeBroker('the broker on a PostgreSQL server', () =>
  toBrokersUnderTest(database, async (meanwhile) => {
    await server.kill();
    meanwhile();
    await server.restart();
  }),
);
