import { openPreparedDatabase } from '@ag06/postgres/testing';
import { type Damage, describeBrokenRecords, type Reader } from '@ag06/store/conformance';
import { migrateStore } from './migrate.ts';
import { createPostgresStore } from './postgres-store.ts';

/** Overwrites columns of the rows of one run. The types of other columns leave no room for what is broken. */
interface SqlDamage extends Damage {
  readonly table: string;
  readonly set: string;
}

const HEAD: readonly Reader[] = ['loadSummary', 'loadOutcome', 'loadState', 'loadRun'];

/** @param refusedBy besides those who read the whole unit */
const unit = (broken: string, set: string, ...refusedBy: Reader[]): SqlDamage => ({
  broken: `a unit ${broken}`,
  of: 'open',
  field: 's:a',
  refusedBy: ['loadState', 'loadRun', 'loadUnit', ...refusedBy],
  table: 'unit_states',
  set,
});

const row = (
  broken: string,
  of: Damage['of'],
  field: string,
  refusedBy: readonly Reader[],
  change: readonly [table: string, set: string],
): SqlDamage => ({ broken, of, field, refusedBy, table: change[0], set: change[1] });

const DAMAGES: readonly SqlDamage[] = [
  unit('of an unknown status', `status = 'weird'`, 'loadFields', 'claim'),
  unit('whose attempt is negative', 'attempt = -1', 'claim'),
  unit('whose dispatch is negative', 'dispatch = -1', 'claim'),
  unit('that reads what no run has', `reads = '{q}'`),
  unit('that is parked for an unknown reason', `status = 'parked', reason = 'moon'`),
  row('a run of an unknown status', 'open', 'h', [...HEAD, 'claim', 'cancel'], ['runs', `status = 'weird'`]),
  row('a run whose end is negative', 'completed', 'h', HEAD, ['runs', 'finished_at = -1']),
  row('meta', 'open', 'meta', [...HEAD, 'claim'], ['run_data', `meta = '{"workflow":1}'`]),
  row('an input', 'open', 'in', ['loadRun'], ['run_data', `input = '{'`]),
  row('an output', 'completed', 'out', ['loadOutcome', 'loadRun'], ['run_data', `output = '{'`]),
  row(
    'an error without a message',
    'failed',
    'error',
    ['loadOutcome', 'loadRun'],
    ['run_data', `error = '{"code":"X"}'`],
  ),
  row('progress of items', 'items', 'i:f', ['loadState', 'loadRun'], ['item_counts', 'total = -1']),
  row(
    'an item of an unknown status',
    'items',
    'item 0 of step f',
    ['loadItems'],
    ['item_results', `status = 'weird'`],
  ),
  row(
    'an item whose attempt is negative',
    'items',
    'item 0 of step f',
    ['loadItems'],
    ['item_results', 'attempt = -1'],
  ),
  row('an event of no type', 'open', 'event 1', ['loadLogPage'], ['events', `type = '{}'`]),
  row('an event whose body is no object', 'open', 'event 1', ['loadLogPage'], ['events', `body = '[1]'`]),
  row(
    'an event whose step is no text',
    'open',
    'event 1',
    ['loadLogPage'],
    ['events', `body = '{"step":1}'`],
  ),
];

describeBrokenRecords('broken records in PostgreSQL', DAMAGES, async () => {
  const database = await openPreparedDatabase('store', migrateStore);
  const store = createPostgresStore({ database });
  await store.checkSchema();
  return {
    store,
    plant: async ({ table, set }, runId) => {
      await database.query(`UPDATE ag06.${table} SET ${set} WHERE run_id = $1`, [runId]);
    },
    stop: async () => {
      await store.close();
      await database.close();
    },
  };
});
