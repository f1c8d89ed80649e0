import { openBlankDatabase } from '@ag06/postgres/testing';
import { describeUpgrade } from '@ag06/store/conformance';
import { createVersion6 } from '../fixtures/create-version-6.ts';
import { upgradeOf } from '../fixtures/upgrade-of.ts';

// `npm run test:faults`; `npm test` upgrades a server, which has the same functions.
describeUpgrade('an upgrade from version 6 in an embedded PostgreSQL', async () => {
  const database = await openBlankDatabase();
  await createVersion6(database);
  return upgradeOf(database);
});
