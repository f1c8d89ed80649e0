import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { startProcess, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createExportService } from './export-service.ts';

const fileOf = (name: string): string => fileURLToPath(new URL(`../${name}.workflow.yaml`, import.meta.url));
const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);

const service = createExportService();
let folder: Awaited<ReturnType<typeof tempDir>>;
let up: Awaited<ReturnType<typeof startProcess>>;
let url = '';
let exportUrl = '';

async function ag06(...args: readonly string[]): Promise<string> {
  const one = await startProcess({ entry: CLI, args: [...args], env: { AG06_URL: url }, cwd: folder.path });
  expect({ args, ...(await one.exited), err: one.stderr }).toMatchObject({ code: 0 });
  return one.stdout.join('\n');
}

beforeAll(async () => {
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  exportUrl = `http://127.0.0.1:${port}/exports/7`;
  folder = await tempDir('poll-until-ready');
  const env = {
    AG06_HTTP_PORT: '0',
    AG06_BROKER_URL: 'embedded::memory:',
    AG06_HTTP_ALLOW: `127.0.0.1:${port}`,
  };
  up = await startProcess({ entry: CLI, args: ['up'], env, cwd: folder.path });
  [, url = ''] = await up.waitForLine(/ag06 is up at (http:\S+):/, 30_000);
  await ag06('workflows', 'push', fileOf('look'));
}, 60_000);
afterAll(async () => {
  service.close();
  await up.stop();
  await folder.remove();
});

it('an export is polled until it is ready, and then fetched', async () => {
  const input = JSON.stringify({ url: exportUrl });
  const started = await ag06('run', fileOf('export'), '--input', input, '--json');
  const { runId } = JSON.parse(started.split('\n').at(-1) ?? '') as { runId: string };
  const show = async () => (await fetch(`${url}/v1/runs/${runId}`)).json() as Promise<{ status: string }>;
  await until(async () => (await show()).status === 'completed', { timeoutMs: 45_000 });
  expect(await show()).toMatchObject({ output: { percent: 100 } });
  const { events } = (await (await fetch(`${url}/v1/runs/${runId}/events`)).json()) as {
    events: { type: string; output?: { percent: number } }[];
  };
  const looks = events.filter(({ type }) => type === 'step.iterated');
  expect(looks.map(({ output }) => output?.percent)).toEqual([40, 80]);
}, 60_000);
