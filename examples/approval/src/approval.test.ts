import { fileURLToPath } from 'node:url';
import { startProcess, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const fileOf = (name: string): string => fileURLToPath(new URL(`../${name}.workflow.yaml`, import.meta.url));
const CLI = new URL('../../../services/cli/src/main.ts', import.meta.url);

let folder: Awaited<ReturnType<typeof tempDir>>;
let up: Awaited<ReturnType<typeof startProcess>>;
let url = '';

async function ag06(...args: readonly string[]): Promise<string> {
  const one = await startProcess({ entry: CLI, args: [...args], env: { AG06_URL: url }, cwd: folder.path });
  expect({ args, ...(await one.exited), err: one.stderr }).toMatchObject({ code: 0 });
  return one.stdout.join('\n');
}

beforeAll(async () => {
  folder = await tempDir('approval');
  const env = { AG06_HTTP_PORT: '0', AG06_BROKER_URL: 'embedded::memory:' };
  up = await startProcess({ entry: CLI, args: ['up'], env, cwd: folder.path });
  [, url = ''] = await up.waitForLine(/ag06 is up at (http:\S+):/, 30_000);
  await ag06('workflows', 'push', fileOf('refund'));
}, 60_000);
afterAll(async () => {
  await up.stop();
  await folder.remove();
});

interface Run {
  readonly runId: string;
  readonly status: string;
  readonly output?: unknown;
  readonly steps: Readonly<Record<string, { readonly status: string }>>;
}
const show = async (runId: string) => (await (await fetch(`${url}/v1/runs/${runId}`)).json()) as Run;

/** Starts a return. Answers its run, and that of the refund once it waits. */
async function sendBack(order: string): Promise<{ readonly runId: string; readonly refund: string }> {
  const input = JSON.stringify({ order, amount: 120 });
  const started = await ag06('run', fileOf('return'), '--input', input, '--json');
  const { runId } = JSON.parse(started.split('\n').at(-1) ?? '') as Run;
  let refund = '';
  await until(async () => {
    const { items } = (await (await fetch(`${url}/v1/runs?attr.order=${order}`)).json()) as { items: Run[] };
    refund = items[0]?.runId ?? '';
    return refund !== '' && (await show(refund)).status === 'waiting';
  });
  return { runId, refund };
}

it('a refund that a person approves is paid, and the return that waits for it goes on', async () => {
  const { runId, refund } = await sendBack('o-1');
  expect(await ag06('runs', 'explain', refund)).toContain('approval');
  await ag06('runs', 'signal', refund, 'approval', '--payload', '{"ok":true}', '--by', 'ann');
  await until(async () => (await show(runId)).status === 'completed');
  expect(await show(runId)).toMatchObject({ output: 'refunded' });
  expect((await show(refund)).steps).toMatchObject({
    ask: { status: 'completed' },
    escalate: { status: 'skipped' },
  });
}, 60_000);

it('a refund that nobody answers in time goes to the manager, whose answer counts', async () => {
  const { runId, refund } = await sendBack('o-2');
  await until(async () => (await show(refund)).steps.askManager?.status === 'waiting');
  await ag06('runs', 'signal', refund, 'approval', '--payload', '{"ok":false}', '--by', 'the manager');
  await until(async () => (await show(runId)).status === 'completed');
  expect(await show(runId)).toMatchObject({ output: 'kept' });
  expect((await show(refund)).steps).toMatchObject({
    ask: { status: 'timed_out' },
    escalate: { status: 'completed' },
  });
}, 60_000);
