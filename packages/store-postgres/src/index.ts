export { migrateStore } from './migrate.ts';
export { createPostgresStore, type PostgresStoreOptions } from './postgres-store.ts';
export type { NotificationSubscriber, SqlDatabase, SqlResult } from './sql-database.ts';
