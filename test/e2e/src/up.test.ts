import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  childrenOf,
  findFreePort,
  isGone,
  type RedisServer,
  type ServiceProcess,
  startRedis,
  type TempDir,
  tempDir,
  until,
} from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FleetApi } from './fleet-api.ts';
import { runCli, startCli } from './run-cli.ts';

const AGENTS = fileURLToPath(new URL('./agents.ts', import.meta.url));
let folder: TempDir;
let redis: RedisServer;
let port: number;
let url: string;
let up: ServiceProcess | undefined;
beforeAll(async () => {
  port = await findFreePort();
  [folder, redis] = await Promise.all([tempDir('up'), startRedis()]);
  const steps = 'steps:\n  s: { agent: good.patient, with: { ms: "${input.ms}" } }\n';
  await writeFile(join(folder.path, 'wait.yaml'), `name: wait\n${steps}`);
});
afterAll(async () => {
  await up?.kill('SIGTERM');
  await redis.stop();
  await folder.remove();
});

async function startUp(): Promise<ServiceProcess> {
  url = `http://127.0.0.1:${port}`;
  const env = { AG06_BROKER_URL: redis.url, AG06_HTTP_PORT: String(port), AG06_DRAIN_TIMEOUT_MS: '200' };
  up = await startCli(['up', '--workers', '2', '--agents', AGENTS], folder.path, env);
  const [, said] = await up.waitForLine(
    /ag06 is up at (\S+): 1 dispatcher, 1 optimizer, 2 workers\./,
    45_000,
  );
  expect(said).toBe(url);
  return up;
}

const ag06 = (...args: string[]) => runCli([...args, '--json'], { cwd: folder.path, url });

it('`ag06 up` starts a fleet; SIGTERM ends all of it, and its runs go on at the next start', async () => {
  const first = await startUp();
  const started = childrenOf(first.pid);
  expect(started).toHaveLength(4);
  const done = await ag06('run', 'wait.yaml', '--input', '{"ms":1}', '--follow');
  expect(done.code).toBe(0);
  const taken = await ag06('run', 'wait', '--input', '{"ms":1500}');
  const { runId } = JSON.parse(taken.out) as { runId: string };
  await first.waitForLine(new RegExp(`patient ${runId} started`));

  expect(await first.kill('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(JSON.parse(first.stdout.at(-1) ?? '')).toMatchObject({ service: 'ag06', msg: 'ag06 stopped' });
  expect(started.filter((pid) => !isGone(pid))).toEqual([]);
  expect((await ag06('runs', 'list')).code).toBe(3);

  await startUp();
  const fleet = new FleetApi();
  fleet.url = url;
  expect(await fleet.result(runId)).toMatchObject({ status: 'completed' });
  const { out } = await ag06('runs', 'events', runId);
  const events = (JSON.parse(out) as { events: { type: string }[] }).events.map(({ type }) => type);
  expect(events.slice(-5)).toEqual([
    'step.started',
    'step.redelivered',
    'step.started',
    'step.completed',
    'run.completed',
  ]);
}, 120_000);

it('services whose `ag06 up` was killed drain and end, and another `ag06 up` can start at once', async () => {
  const first = up === undefined || isGone(up.pid) ? await startUp() : up;
  const started = childrenOf(first.pid);
  expect(started).toHaveLength(4);
  await first.kill('SIGKILL');
  const second = await startUp();
  await until(() => started.every(isGone), { timeoutMs: 30_000 });
  expect(childrenOf(second.pid)).toHaveLength(4);
  expect(await second.kill('SIGTERM')).toMatchObject({ code: 0 });
}, 120_000);

it('`ag06 up` reports a part that does not start, and leaves nothing running', async () => {
  await writeFile(join(folder.path, 'broken.ts'), 'throw new Error("no agents today");\n');
  const port = await findFreePort();
  const env = { AG06_BROKER_URL: redis.url, AG06_HTTP_PORT: String(port) };
  const broken = await startCli(['up', '--agents', 'broken.ts'], folder.path, env);
  const started = new Set<number>();
  await until(
    () => {
      for (const pid of childrenOf(broken.pid)) started.add(pid);
      return isGone(broken.pid);
    },
    { timeoutMs: 60_000 },
  );
  expect(await broken.exited).toMatchObject({ code: 2 });
  expect(broken.stderr.join('\n')).toContain('no agents today');
  expect(started.size).toBeGreaterThan(1);
  expect([...started].filter((pid) => !isGone(pid))).toEqual([]);
}, 120_000);
