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

/** Starts a return. Answers its run, and that of the refund once it asks. */
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

interface Approval {
  readonly id: string;
  readonly runId: string;
  readonly ask: string;
}
async function approvalOf(runId: string): Promise<Approval | undefined> {
  const { items } = (await (await fetch(`${url}/v1/approvals?workflow=refund`)).json()) as {
    items: Approval[];
  };
  return items.find((item) => item.runId === runId);
}

it('a refund that a person approves is paid, and the return that waits for it goes on', async () => {
  const { runId, refund } = await sendBack('o-1');
  const { id = '', ask } = (await approvalOf(refund)) ?? {};
  expect(ask).toBe('Refund 120 for order o-1?');
  await ag06('approvals', 'answer', id, 'pay', '--by', 'ann', '--comment', 'as agreed');
  await until(async () => (await show(runId)).status === 'completed');
  expect(await show(runId)).toMatchObject({ output: 'refunded' });
  expect((await show(refund)).steps).toMatchObject({
    ask: { status: 'completed' },
    escalate: { status: 'skipped' },
  });
  const events = JSON.parse(await ag06('runs', 'events', refund, '--json')) as { events: object[] };
  expect(events.events).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({
        type: 'signal.received',
        by: 'ann',
        payload: { choice: 'pay', comment: 'as agreed' },
      }),
      expect.objectContaining({
        type: 'step.completed',
        step: 'ask',
        output: { choice: 'pay', comment: 'as agreed', by: 'ann', at: expect.any(String) },
      }),
    ]),
  );
}, 60_000);

it('a refund that nobody answers in time goes to the manager, whose answer counts', async () => {
  const { runId, refund } = await sendBack('o-2');
  expect(await ag06('runs', 'explain', runId)).toContain(`ag06 approvals answer ${refund}.ask pay`);
  const late = `${refund}.ask`;
  await until(async () => (await approvalOf(refund))?.ask.startsWith('Nobody answered in time'));
  expect(await ag06('approvals', 'list')).toContain('Nobody answered in time: refund 120 for order o-2?');
  const refused = await fetch(`${url}/v1/approvals/${late}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"choice":"pay"}',
  });
  expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'APPROVAL_CLOSED' }]);
  await ag06('approvals', 'answer', `${refund}.askManager`, 'keep', '--by', 'the manager');
  await until(async () => (await show(runId)).status === 'completed');
  expect(await show(runId)).toMatchObject({ output: 'kept' });
  expect((await show(refund)).steps).toMatchObject({
    ask: { status: 'timed_out' },
    escalate: { status: 'completed' },
  });
  expect(await approvalOf(refund)).toBeUndefined();
}, 60_000);
