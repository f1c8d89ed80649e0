import { Queue } from 'bullmq';
import type { WatchedFleet } from './watched-fleet.ts';

const echo = { agent: 'core.echo', with: { n: 1 } };
const retry = { maxAttempts: 2, initialDelay: '50ms', jitter: 'none' };
const WORKFLOWS = [
  { name: 'chain', steps: { a: echo, b: { ...echo, needs: ['a'] }, c: { ...echo, needs: ['b'] } } },
  { name: 'flaky', steps: { s: { agent: 'core.fail', with: { times: 1 }, retry } } },
  { name: 'broken', steps: { s: { agent: 'core.fail', with: { times: 9 }, retry } } },
];

const NAMES = [...Array.from({ length: 10 }, () => 'chain'), 'flaky', 'flaky', 'broken', 'broken'];
/** How many runs one load ends. */
export const RUNS = NAMES.length;

/** Chains, retries, runs that fail, and a delivery that is set aside. Resolves when every run has ended. */
export async function loadFleet({ api, redis }: WatchedFleet): Promise<void> {
  for (const workflow of WORKFLOWS) await post(`${api}/v1/workflows`, workflow);
  const runs = await Promise.all(NAMES.map((workflow) => post(`${api}/v1/runs`, { workflow, input: null })));
  await addForeignJob(redis.port);
  await Promise.all(
    runs.map(async (run) => (await fetch(`${api}/v1/runs/${String(run.runId)}/result?wait=30s`)).text()),
  );
}

/** What is no activation is set aside as a dead letter. */
async function addForeignJob(port: number): Promise<void> {
  const queue = new Queue('agent.core.echo', { connection: { host: '127.0.0.1', port } });
  await queue.add('x', { hello: 'world' }, { jobId: `foreign.${Date.now()}` });
  await queue.close();
}

async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
