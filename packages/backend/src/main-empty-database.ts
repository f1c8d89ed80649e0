/** Build task: makes the embedded database that first starts copy, which takes a fraction of making an empty one. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { migrateQueues, QUEUE_SCHEMA } from '@ag06/broker';
import { openEmbeddedDatabase } from '@ag06/postgres';
import { migrateStore } from '@ag06/store-postgres';
import { EMPTY_DATABASE_NAME, emptyDatabaseFile, isEmptyDatabase } from './empty-database-file.ts';

/** Into the folder that is named, or else where this package looks for it. */
const folder = process.argv[2] ?? dirname(emptyDatabaseFile());
const file = join(folder, EMPTY_DATABASE_NAME);
if (!existsSync(file)) {
  const database = await openEmbeddedDatabase({ folder: undefined, schema: QUEUE_SCHEMA });
  await migrateQueues(database);
  await migrateStore(database);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (isEmptyDatabase(name)) rmSync(join(folder, name));
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, await (await database.dump()).bytes());
  renameSync(unfinished, file);
  await database.close();
}
