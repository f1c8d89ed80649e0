import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { EventStream, type RedisServer, startPostgres, startProcess, startRedis } from '@ag06/test-support';
import { CHAIN } from './chain.ts';
import { startFleetSide } from './sides.ts';
import { measure } from './throughput.ts';

/** How late the feed is, on each backend, and what following it costs a fleet under load. */
const { values } = parseArgs({
  options: {
    backend: { type: 'string', multiple: true, default: ['redis', 'postgres', 'embedded'] },
    runs: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '3' },
    load: { type: 'string', default: '4000' },
  },
});
const SUBMIT_EVERY_MS = 20;
const EVENTS_PER_RUN = 10;
const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const AGENTS = fileOf('./fleet-agents.ts');

interface Started {
  readonly url: string;
  stop(): Promise<void>;
}

const STARTS: Readonly<Record<string, () => Promise<Started>>> = {
  redis: async () => startUp((await startRedis()) as Stoppable),
  postgres: async () => {
    const server = await startPostgres();
    await using migration = await startProcess({ entry: CLI, args: ['migrate'], env: toEnv(server.url) });
    await migration.exited;
    return startUp(server);
  },
  embedded: () => startUp({ url: 'embedded::memory:', stop: async () => {} }),
};
type Stoppable = { readonly url: string; stop(): Promise<void> };
const CLI = fileOf('../../../services/cli/src/main.ts');
const toEnv = (url: string) => ({ AG06_BROKER_URL: url, AG06_HTTP_PORT: '0', AG06_AGENTS: AGENTS });

/** A dispatcher and a worker: in one process where there is no server. */
async function startUp(server: Stoppable): Promise<Started> {
  const isEmbedded = server.url.startsWith('embedded');
  const entryOf = (service: string) => fileOf(`../../../services/${service}/src/main.ts`);
  const first = isEmbedded ? { entry: CLI, args: ['up'] } : { entry: entryOf('dispatcher') };
  const dispatcher = await startProcess({ ...first, env: toEnv(server.url) });
  const worker = isEmbedded
    ? undefined
    : await startProcess({ entry: entryOf('agent-worker'), env: toEnv(server.url), ready: /worker ready/ });
  const [, url = ''] = await dispatcher.waitForLine(/(?:ready|is up) at (http:\/\/[\d.]+:\d+)/, 30_000);
  const stop = async () => {
    await Promise.all([dispatcher.stop(), worker?.stop()]);
    await server.stop();
  };
  return { url, stop };
}

/** Milliseconds from the time of the event, which is cut to whole ones, to its arrival. */
async function measureLateness(started: Started, runs: number): Promise<number[]> {
  await post(`${started.url}/v1/workflows`, CHAIN);
  const stream = await EventStream.open(`${started.url}/v1/feed`);
  const next = setInterval(() => {
    void post(`${started.url}/v1/runs`, { workflow: CHAIN.name, input: { n: 1 } });
    if (--left === 0) clearInterval(next);
  }, SUBMIT_EVERY_MS);
  let left = runs;
  const ended = () => stream.events.filter(({ event }) => event === 'run.completed').length;
  while (ended() < runs) await new Promise((resolve) => setTimeout(resolve, 50));
  await stream.close();
  // A step that does not go on at once, as before its agent's first success, is also told to be scheduled.
  if (stream.events.length < runs * EVENTS_PER_RUN) {
    throw new Error(`The feed told ${stream.events.length} events of ${runs} runs.`);
  }
  const lateness = stream.events.map(({ data, cameAt }) => {
    const { at } = data as { at: string };
    return performance.timeOrigin + cameAt - Date.parse(at);
  });
  return lateness.slice(Math.floor(lateness.length / 10)).sort((a, b) => a - b);
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  await response.arrayBuffer();
}

/** The chain of the bench, eager, with somebody who follows the feed at a dispatcher of its own. */
async function startFollowedSide(server: RedisServer) {
  const dispatcher = await startProcess({
    entry: fileOf('../../../services/dispatcher/src/main.ts'),
    env: toEnv(server.url),
  });
  const [, url = ''] = await dispatcher.waitForLine(/ready at (http:\/\/[\d.]+:\d+)/);
  const stream = await EventStream.open(`${url}/v1/feed`);
  const side = await startFleetSide(server, 50, true);
  const stop = async () => {
    process.stderr.write(`followed: ${stream.events.length} events came\n`);
    await stream.close();
    await Promise.all([side.stop(), dispatcher.stop()]);
  };
  return { ...side, stop };
}

const at = (sorted: readonly number[], share: number) =>
  (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1);
for (const backend of values.backend) {
  const started = await STARTS[backend]?.();
  if (started === undefined) throw new Error(`No backend ${backend}: ${Object.keys(STARTS).join(', ')}.`);
  const lateness = await measureLateness(started, Number(values.runs));
  await started.stop();
  process.stdout.write(`${backend.padEnd(10)} p50 ${at(lateness, 0.5)} ms  p99 ${at(lateness, 0.99)} ms\n`);
}
for (let round = 0; round < Number(values.rounds); round++) {
  const load = Number(values.load);
  const alone = await measure((server) => startFleetSide(server, 50, true), load);
  const followed = await measure(startFollowedSide, load);
  for (const [name, side] of Object.entries({ alone, followed })) {
    const micros = `${Math.round(side.nodeMicrosPerRun)} us node + ${Math.round(side.redisMicrosPerRun)} us Redis per run`;
    process.stdout.write(`${name.padEnd(10)} ${Math.round(side.stepsPerSecond)} steps/s, ${micros}\n`);
  }
}
