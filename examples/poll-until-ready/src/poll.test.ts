import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startUpFleet, type UpFleet, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createExportService } from './export-service.ts';

const fileOf = (name: string): string => fileURLToPath(new URL(`../${name}.workflow.yaml`, import.meta.url));

const service = createExportService();
let fleet: UpFleet;
let exportUrl = '';

beforeAll(async () => {
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  exportUrl = `http://127.0.0.1:${port}/exports/7`;
  fleet = await startUpFleet('poll-until-ready', { env: { AG06_HTTP_ALLOW: `127.0.0.1:${port}` } });
  await fleet.ag06('workflows', 'push', fileOf('look'));
}, 60_000);
afterAll(async () => {
  service.close();
  await fleet.stop();
});

it('an export is polled until it is ready, and then fetched', async () => {
  const input = JSON.stringify({ url: exportUrl });
  const started = await fleet.ag06('run', fileOf('export'), '--input', input, '--json');
  const { runId } = JSON.parse(started.split('\n').at(-1) ?? '') as { runId: string };
  const show = async () =>
    (await fetch(`${fleet.url}/v1/runs/${runId}`)).json() as Promise<{ status: string }>;
  await until(async () => (await show()).status === 'completed', { timeoutMs: 45_000 });
  expect(await show()).toMatchObject({ output: { percent: 100 } });
  const { events } = (await (await fetch(`${fleet.url}/v1/runs/${runId}/events`)).json()) as {
    events: { type: string; output?: { percent: number } }[];
  };
  const looks = events.filter(({ type }) => type === 'step.iterated');
  expect(looks.map(({ output }) => output?.percent)).toEqual([40, 80]);
}, 60_000);
