export { openEmbeddedDatabase } from './embedded/open-embedded-database.ts';
export { renameSchemas } from './rename-schemas.ts';
export { openServerDatabase, type ServerDatabaseOptions } from './server/open-server-database.ts';
export type { Database, SqlDatabase, SqlResult, SqlRow, SqlSession } from './sql-database.ts';
