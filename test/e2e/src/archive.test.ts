import { rename, rm } from 'node:fs/promises';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
  type ArchivingFleet,
  expectEventsArchived,
  expectRunsArchived,
  RUNS_EACH,
  startArchivingFleet,
} from './expect-archived.ts';
import { FleetHealth } from './fleet-health.ts';
import { runCli } from './run-cli.ts';

/** Two of the moments at which `npm run test:faults` kills dispatchers: a segment is there and not yet noted, and a run is half gone. */
const POINTS = ['archive.after-put', 'archive.amid-clearing'];
const POINTS_OF_EVENTS = ['events.after-put'];

let archiving: ArchivingFleet;
beforeAll(async () => {
  archiving = await startArchivingFleet();
}, 60_000);
afterAll(() => archiving.stop());

it(
  'runs that dispatchers archive, while each dies at another point, are all found, each once, as they were',
  () => expectRunsArchived(archiving, POINTS),
  180_000,
);

it('an archive that is away is told by the health of a fleet over HTTP, by its metrics and by `ag06 health`', async () => {
  const { fleet, folder } = archiving;
  const health = new FleetHealth(() => fleet.url);
  const gauge = async (name: string) => {
    const text = await (await fetch(`${fleet.url}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:\\{.*\\})? (.*)$`, 'm').exec(text)?.[1]);
  };
  await until(async () => (await gauge('ag06_archive_runs')) === POINTS.length * RUNS_EACH + 1, {
    timeoutMs: 30_000,
  });
  expect(await gauge('ag06_archive_failing_seconds')).toBe(0);
  await rename(folder.path, `${folder.path}.away`);
  try {
    const { reasons } = await health.untilSick('archive', 'ARCHIVE_FAILING');
    expect(reasons[0]?.message).toMatch(/ARCHIVE_DIFFERS.*AG06_ARCHIVE_URL/);
    await until(async () => (await gauge('ag06_archive_failing_seconds')) > 0);
    const { out } = await runCli(['health'], { cwd: `${folder.path}.away`, url: fleet.url });
    expect(out).toMatch(/^archive: .*\(ARCHIVE_FAILING\)$/m);
  } finally {
    await rm(folder.path, { recursive: true, force: true });
    await rename(`${folder.path}.away`, folder.path);
  }
}, 120_000);

it(
  'old events of a stream, while a dispatcher that archives them dies, are all read in order, each once',
  () => expectEventsArchived(archiving, POINTS_OF_EVENTS),
  120_000,
);
