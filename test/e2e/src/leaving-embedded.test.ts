import { writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FleetApi } from './fleet-api.ts';
import { startCli } from './run-cli.ts';

const AGENTS = fileURLToPath(new URL('./agents.ts', import.meta.url));

let folder: TempDir;
beforeAll(async () => {
  folder = await tempDir('leaving');
});
afterAll(() => folder.remove());

it('an embedded fleet that stops answers its waiting callers, and does not wait for their connections', async () => {
  const env = { AG06_HTTP_PORT: '0', AG06_DRAIN_TIMEOUT_MS: '1000' };
  await using up = await startCli(['up', '--agents', AGENTS], folder.path, env);
  const [, url = ''] = await up.waitForLine(/ag06 is up at (http:\S+):/, 60_000);
  const fleet = new FleetApi();
  fleet.url = url;
  await fleet.push({ name: 'long', steps: { s: { agent: 'good.patient', with: { ms: 120_000 } } } });
  const runId = await fleet.submit('long');
  await up.waitForLine(new RegExp(`patient ${runId} started`), 30_000);
  // They keep their connections, as clients do.
  const agent = new Agent({ keepAlive: true });
  const waiting = Array.from({ length: 5 }, () => askFor(`${url}/v1/runs/${runId}/result?wait=60s`, agent));
  // Those who wait are known when a later request is answered.
  await fleet.call('GET', '/health/ready');
  const stopped = up.kill('SIGTERM');
  expect(await Promise.all(waiting)).toEqual([202, 202, 202, 202, 202]);
  expect(await stopped).toEqual({ code: 0, signal: null });
  expect(JSON.parse(up.stdout.at(-1) ?? '')).toMatchObject({ msg: 'ag06 stopped' });
  agent.destroy();
}, 60_000);

it('an embedded fleet that is told to stop while it starts ends in order, and is never up', async () => {
  const text = `console.error('agents load');\nexport * from '${pathToFileURL(AGENTS)}';\n`;
  await writeFile(join(folder.path, 'told.ts'), text);
  const env = { AG06_HTTP_PORT: '0' };
  await using up = await startCli(['up', '--agents', 'told.ts'], folder.path, env);
  await up.waitForLine(/agents load/, 60_000);
  expect(await up.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(up.stdout.join('\n')).not.toContain('ag06 is up');
  expect(JSON.parse(up.stdout.at(-1) ?? '')).toMatchObject({ msg: 'ag06 stopped' });
}, 60_000);

function askFor(url: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode));
    }).once('error', reject);
  });
}
