import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import type { FleetApi } from './fleet-api.ts';
import type { ForeignEnd, ForeignJob } from './queue-client.ts';

const REFUND = {
  name: 'refund-queue',
  steps: {
    ask: { approve: { signal: 'ok', ask: 'Sure?' } },
    go: { signal: 'go', schema: { type: 'integer' }, needs: ['ask'] },
  },
  output: { by: '${steps.ask.output.by}', n: '${steps.go.output}' },
};

interface Letter {
  readonly id: string;
  readonly jobId: string;
  readonly queue: string;
  readonly reason: string;
  readonly remedy?: string;
}

/** Signals of a client that knows BullMQ alone: good ones, repeats, and faulty ones among them. */
export async function expectQueueSignals(
  fleet: FleetApi,
  send: (jobs: readonly ForeignJob[]) => Promise<readonly ForeignEnd[]>,
): Promise<void> {
  await fleet.push(REFUND);
  const signal = (data: object): ForeignJob => ({ name: 'signal', data });
  const runId = await fleet.submit(REFUND.name, null, { 'x-correlation-id': 'order-7' });
  const go = signal({ correlationId: 'order-7', workflow: REFUND.name, name: 'go', payload: 7, key: 'k' });
  const ends = await send([
    signal({ runId, name: 'no', payload: 1 }),
    signal({ runId, name: 'go', payload: 'text' }),
    signal({ name: 'go' }),
    { name: 'sing', data: { runId, name: 'go', payload: 1 } },
    go,
    go,
    signal({ runId, name: 'ok', payload: { choice: 'approve' }, by: 'lee' }),
  ]);
  const [unknown, wrong, nowhere, misnamed, ...good] = ends;
  expect(good.map(({ value }) => value)).toMatchObject([
    { runId, name: 'go', key: 'k' },
    { runId, name: 'go', key: 'k' },
    { runId, name: 'ok' },
  ]);
  expect(await fleet.result(runId)).toMatchObject({ status: 'completed', output: { by: 'lee', n: 7 } });

  const letters = await readLetters(fleet);
  const expected = [
    [unknown, 'SIGNAL_UNKNOWN'],
    [wrong, 'SIGNAL_INVALID'],
    [nowhere, 'SIGNAL_INVALID'],
    [misnamed, 'JOB_NAME_UNKNOWN'],
  ] as const;
  for (const [end, reason] of expected) {
    expect(JSON.parse(end?.failed ?? '')).toMatchObject({ code: reason });
    expect(letters).toContainEqual(
      expect.objectContaining({ jobId: end?.jobId, queue: 'ag06.signals', reason }),
    );
  }
  expect(letters.find(({ jobId }) => jobId === unknown?.jobId)?.remedy).toMatch(/redrive/);
  await expectRedrive(fleet, send);
  const { items } = (await fleet.call('GET', '/v1/queues')).body as { items: { queue: string }[] };
  expect(items).toContainEqual({ queue: 'ag06.signals', waiting: 0, active: 0, delayed: 0 });
}

const readLetters = async (fleet: FleetApi): Promise<readonly Letter[]> =>
  ((await fleet.call('GET', '/v1/dead-letters')).body as { items: Letter[] }).items;

/** A signal that came before its run reaches it when its dead letter is redriven. */
async function expectRedrive(
  fleet: FleetApi,
  send: (jobs: readonly ForeignJob[]) => Promise<readonly ForeignEnd[]>,
): Promise<void> {
  const data = { correlationId: 'order-8', name: 'ok', payload: { choice: 'reject' } };
  const [early] = await send([{ name: 'signal', data }]);
  const letter = (await readLetters(fleet)).find(({ jobId }) => jobId === early?.jobId);
  const runId = await fleet.submit(REFUND.name, null, { 'x-correlation-id': 'order-8' });
  const redriven = await fleet.call('POST', `/v1/dead-letters/${letter?.id}/redrive`);
  expect(redriven).toMatchObject({ status: 200, body: { runId, became: 'sent' } });
  await until(async () => {
    const { steps } = (await fleet.call('GET', `/v1/runs/${runId}`)).body as {
      steps: { ask: { status: string } };
    };
    return steps.ask.status === 'completed';
  });
}
