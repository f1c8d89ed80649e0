import { until } from '@ag06/test-support';
import { expect } from '@jest/globals';
import type { FleetApi } from './fleet-api.ts';

const ITEMS = Array.from({ length: 200 }, (_, n) => n);
/** These fail once, and are tried again in their lane. */
const isFlaky = (n: number): boolean => n % 7 === 0;
const SURVIVOR = {
  name: 'survivor',
  steps: {
    each: {
      agent: 'good.unsteady',
      forEach: '${input.list}',
      concurrency: 6,
      with: { ms: 25, n: '${item}', times: '${item % 7 == 0 ? 1 : 0}' },
      retry: { maxAttempts: 2, initialDelay: 100, jitter: 'none' },
    },
    count: { agent: 'core.echo', needs: ['each'], with: '${size(steps.each.output)}' },
  },
  output: '${steps.each.output}',
};

interface StepInHand {
  readonly items?: { readonly completed: number };
}

/**
 * When each of two workers is killed. If the first has no lane in hand, the second has all of them.
 */
export const TWO_WORKERS = [30, 110];

/**
 * A `forEach` in the middle of which `kill` ends a process that has lanes in hand by SIGKILL, each time so many items
 * are done: every item ends exactly once, where it belongs, and is tried as often as it was told to fail.
 */
export async function expectItemsSurvive(
  fleet: FleetApi,
  kill: () => Promise<void>,
  killedAt: readonly number[] = [50],
): Promise<void> {
  await fleet.push(SURVIVOR);
  const runId = await fleet.submit('survivor', { list: ITEMS });
  const countDone = async () => {
    const { steps } = (await fleet.call('GET', `/v1/runs/${runId}`)).body;
    return (steps as Record<string, StepInHand>).each?.items?.completed ?? 0;
  };
  for (const count of killedAt) {
    await until(async () => (await countDone()) >= count, { timeoutMs: 40_000 });
    expect(await countDone()).toBeLessThan(ITEMS.length);
    await kill();
  }
  expect(await fleet.result(runId, 60)).toEqual({
    runId,
    status: 'completed',
    output: ITEMS.map((n) => ({ n, attempt: isFlaky(n) ? 2 : 1 })),
  });
  const events = await fleet.allEvents(runId);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  const itemsOf = (type: string) =>
    events.flatMap((event) => (event.type === type ? [event.item ?? -1] : [])).toSorted((a, b) => a - b);
  expect(itemsOf('item.completed')).toEqual(ITEMS);
  expect(itemsOf('item.retrying')).toEqual(ITEMS.filter(isFlaky));
  expect(events.some(({ type, lost }) => type === 'item.redelivered' && lost === 1)).toBe(true);
}
