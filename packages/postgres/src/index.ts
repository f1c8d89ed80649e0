export { EmbeddedDatabase } from './embedded/embedded-database.ts';
export { type EmbeddedOptions, openEmbeddedDatabase } from './embedded/open-embedded-database.ts';
export { renameSchemas } from './rename-schemas.ts';
export { openServerDatabase, type ServerDatabaseOptions } from './server/open-server-database.ts';
export type {
  Database,
  NotificationSubscriber,
  SqlDatabase,
  SqlResult,
  SqlRow,
  SqlSession,
} from './sql-database.ts';
