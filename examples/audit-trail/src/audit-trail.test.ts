import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess, startUpFleet, type TempDir, tempDir, type UpFleet } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Ledger } from './ledger.ts';

const MODULE = fileURLToPath(new URL('./transfers.ts', import.meta.url));
const LEDGER = new URL('./main-ledger.ts', import.meta.url);
/** The second one is tried twice. */
const LIST = [
  { from: 'anna', to: 'ben', cents: 700 },
  { from: 'ben', to: 'cleo', cents: 200_000 },
  { from: 'anna', to: 'cleo', cents: 50 },
];

let fleet: UpFleet;
let folder: TempDir;
beforeAll(async () => {
  [fleet, folder] = await Promise.all([
    startUpFleet('audit-trail', { args: ['--agents', MODULE] }),
    tempDir('audit-trail'),
  ]);
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  await folder.remove();
});

const startLedger = () =>
  startProcess({
    entry: LEDGER,
    args: [join(folder.path, 'ledger.sqlite')],
    env: { AG06_URL: fleet.url },
    ready: /the ledger follows/,
  });

it('each transfer is one event although its step is tried again, and changes the ledger once although it is delivered again', async () => {
  const killed = await startLedger();
  await fleet.ag06('run', 'transfers', '--input', JSON.stringify({ list: LIST }), '--follow');
  await killed.waitForLine(/^event \d+: .*"cleo":200050/, 30_000);
  await killed.kill('SIGKILL');
  await fleet.ag06('streams', 'reset', 'audit', 'ledger', '--to', 'first');
  await using ledger = await startLedger();
  await ledger.waitForLine(/^event 3 again/, 30_000);
  await fleet.ag06('streams', 'append', 'audit', 'money.moved', '--data', JSON.stringify(LIST[0]));
  await ledger.waitForLine(/^event 4: /, 30_000);
  expect(await ledger.kill('SIGTERM')).toMatchObject({ code: 0 });
  expect(ledger.stdout.filter((line) => line.includes('again'))).toHaveLength(LIST.length);
  using kept = new Ledger(join(folder.path, 'ledger.sqlite'));
  expect(kept.balances()).toEqual({ anna: -1_450, ben: -198_600, cleo: 200_050 });
}, 120_000);
