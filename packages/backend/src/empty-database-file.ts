import { fileURLToPath } from 'node:url';
import { QUEUE_SCHEMA_VERSION } from '@ag06/broker';
import { STORE_SCHEMA_ID } from '@ag06/store-postgres';

/** Its name says which tables it has, so that one of another program is not taken. */
export const EMPTY_DATABASE_NAME: string = `empty-database-${STORE_SCHEMA_ID}-${QUEUE_SCHEMA_VERSION}.tar.gz`;

/** Returns the path at which the build puts an embedded database without data. */
export const emptyDatabaseFile = (): string =>
  fileURLToPath(new URL(`../dist/${EMPTY_DATABASE_NAME}`, import.meta.url));

/** Whether a file of that folder is such a database, of this program or another. Modules are in the same folder. */
export const isEmptyDatabase = (name: string): boolean =>
  /^empty-database-[0-9a-f]+-\d+\.tar\.gz(\.\d+)?$/.test(name);
