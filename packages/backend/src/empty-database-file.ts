import { fileURLToPath } from 'node:url';
import { QUEUE_SCHEMA_VERSION } from '@ag06/broker';
import { STORE_SCHEMA_ID } from '@ag06/store-postgres';

/** Where the build puts an embedded database without data; its name says which tables it has, so an old one is not found. */
export const emptyDatabaseFile = (): string =>
  fileURLToPath(
    new URL(`../dist/empty-database-${STORE_SCHEMA_ID}-${QUEUE_SCHEMA_VERSION}.tar.gz`, import.meta.url),
  );
