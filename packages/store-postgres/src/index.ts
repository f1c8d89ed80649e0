export { migrateStore } from './migrate.ts';
export { createPostgresStore, type PostgresStoreOptions } from './postgres-store.ts';
