import { fileURLToPath } from 'node:url';
import { startUpFleet, type UpFleet, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const fileOf = (name: string): string => fileURLToPath(new URL(`../${name}.workflow.yaml`, import.meta.url));

let fleet: UpFleet;

beforeAll(async () => {
  fleet = await startUpFleet('order-flow');
  await fleet.ag06('workflows', 'push', fileOf('payment'));
}, 60_000);
afterAll(async () => {
  await fleet.stop();
});

interface Run {
  readonly status: string;
  readonly output?: unknown;
}

async function order(name: string, amount: number): Promise<unknown> {
  const input = JSON.stringify({ order: name, amount });
  const started = await fleet.ag06('run', fileOf('order'), '--input', input, '--json');
  const { runId } = JSON.parse(started.split('\n').at(-1) ?? '') as { runId: string };
  const show = async () => (await fetch(`${fleet.url}/v1/runs/${runId}`)).json() as Promise<Run>;
  await until(async () => (await show()).status === 'completed', { timeoutMs: 45_000 });
  return (await show()).output;
}

it('an order that is paid is shipped, with the receipt of its payment', async () => {
  expect(await order('o-1', 120)).toEqual({ state: 'shipped', receipt: 'receipt of o-1', because: null });
}, 60_000);

it('an order whose payment fails lets its goods go, and says why', async () => {
  const { because, ...rest } = (await order('o-2', 5_000)) as { because: string };
  expect(rest).toEqual({ state: 'cancelled', receipt: null });
  expect(because).toMatch(/^[A-Z_]+$/);
}, 60_000);
