import { fileURLToPath } from 'node:url';
import { startUpFleet, type UpFleet, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const fileOf = (name: string): string => fileURLToPath(new URL(`../${name}.workflow.yaml`, import.meta.url));

let fleet: UpFleet;

beforeAll(async () => {
  fleet = await startUpFleet('approval');
  await fleet.ag06('workflows', 'push', fileOf('refund'));
}, 60_000);
afterAll(async () => {
  await fleet.stop();
});

interface Run {
  readonly runId: string;
  readonly status: string;
  readonly output?: unknown;
  readonly steps: Readonly<Record<string, { readonly status: string }>>;
}
const show = async (runId: string) => (await (await fetch(`${fleet.url}/v1/runs/${runId}`)).json()) as Run;

/** Starts a return. Answers its run, and that of the refund once it asks. */
async function sendBack(order: string): Promise<{ readonly runId: string; readonly refund: string }> {
  const input = JSON.stringify({ order, amount: 120 });
  const started = await fleet.ag06('run', fileOf('return'), '--input', input, '--json');
  const { runId } = JSON.parse(started.split('\n').at(-1) ?? '') as Run;
  let refund = '';
  await until(async () => {
    const { items } = (await (await fetch(`${fleet.url}/v1/runs?attr.order=${order}`)).json()) as {
      items: Run[];
    };
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
  const { items } = (await (await fetch(`${fleet.url}/v1/approvals?workflow=refund`)).json()) as {
    items: Approval[];
  };
  return items.find((item) => item.runId === runId);
}

it('a refund that a person approves is paid, and the return that waits for it goes on', async () => {
  const { runId, refund } = await sendBack('o-1');
  const { id = '', ask } = (await approvalOf(refund)) ?? {};
  expect(ask).toBe('Refund 120 for order o-1?');
  await fleet.ag06('approvals', 'answer', id, 'pay', '--by', 'ann', '--comment', 'as agreed');
  await until(async () => (await show(runId)).status === 'completed');
  expect(await show(runId)).toMatchObject({ output: 'refunded' });
  expect((await show(refund)).steps).toMatchObject({
    ask: { status: 'completed' },
    escalate: { status: 'skipped' },
  });
  const events = JSON.parse(await fleet.ag06('runs', 'events', refund, '--json')) as { events: object[] };
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
  expect(await fleet.ag06('runs', 'explain', runId)).toContain(`ag06 approvals answer ${refund}.ask pay`);
  const late = `${refund}.ask`;
  await until(async () => (await approvalOf(refund))?.ask.startsWith('Nobody answered in time'));
  expect(await fleet.ag06('approvals', 'list')).toContain(
    'Nobody answered in time: refund 120 for order o-2?',
  );
  const refused = await fetch(`${fleet.url}/v1/approvals/${late}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"choice":"pay"}',
  });
  expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'APPROVAL_CLOSED' }]);
  await fleet.ag06('approvals', 'answer', `${refund}.askManager`, 'keep', '--by', 'the manager');
  await until(async () => (await show(runId)).status === 'completed');
  expect(await show(runId)).toMatchObject({ output: 'kept' });
  expect((await show(refund)).steps).toMatchObject({
    ask: { status: 'timed_out' },
    escalate: { status: 'completed' },
  });
  expect(await approvalOf(refund)).toBeUndefined();
}, 60_000);
