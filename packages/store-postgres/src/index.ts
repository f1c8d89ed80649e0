export { migrateStore, STORE_SCHEMA_ID } from './migrate.ts';
export { createPostgresStore, type PostgresStoreOptions } from './postgres-store.ts';
