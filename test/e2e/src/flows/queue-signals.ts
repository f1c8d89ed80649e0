import { expect, it } from '@jest/globals';
import { expectQueueSignals } from '../expect-queue-signals.ts';
import { signalByQueue } from '../queue-client.ts';
import type { TestFleet } from '../test-fleet.ts';

/** Signals through the queue. The last test kills the dispatcher, and starts another one. */
export function describeQueueSignals(fleet: () => TestFleet): void {
  it(
    'signals come from a Node project with BullMQ alone; faulty ones among them are set aside with a remedy',
    () => expectQueueSignals(fleet(), (jobs) => signalByQueue(fleet().redis.url, jobs)),
    60_000,
  );

  it('a signal by queue whose dispatcher dies after its commit is taken once', async () => {
    await fleet().push({ name: 'wait-queue', steps: { go: { signal: 'go' } }, output: '${steps.go.output}' });
    const runId = await fleet().submit('wait-queue');
    await fleet().dispatcher?.stop();
    const faulty = await fleet().startDispatcher({ AG06_TEST_FAULT: 'signal.after-commit' });
    const sending = signalByQueue(fleet().redis.url, [
      { name: 'signal', data: { runId, name: 'go', payload: 'once' } },
    ]);
    expect((await faulty.exited).signal).toBe('SIGKILL');
    await fleet().startDispatcher();
    expect((await sending)[0]?.value).toMatchObject({ runId, name: 'go' });
    expect(await fleet().result(runId)).toMatchObject({ status: 'completed', output: 'once' });
    const { events } = (await fleet().call('GET', `/v1/runs/${runId}/events`)).body as {
      events: { type: string }[];
    };
    expect(events.filter(({ type }) => type === 'signal.consumed')).toHaveLength(1);
  }, 90_000);
}
