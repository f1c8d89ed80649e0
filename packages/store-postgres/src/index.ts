export { checkSchema, hasTables, migrateStore, STORE_SCHEMA_ID } from './migrate.ts';
export { createPostgresStore } from './postgres-store.ts';
