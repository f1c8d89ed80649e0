import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectItemsSurvive, TWO_WORKERS } from './expect-items-survive.ts';
import { TestFleet } from './test-fleet.ts';
import { timeOfRuns } from './time-of-runs.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const each = (name: string, step: object, more: object = {}) => ({
  name,
  steps: { each: { forEach: '${input.list}', ...step }, ...more },
});

let fleet: TestFleet;
beforeAll(async () => {
  fleet = await TestFleet.start(2, { AG06_WATCHDOG_MS: '1000' });
}, 60_000);
afterAll(() => fleet.stop());

const stepOf = async (runId: string) => {
  const { body } = await fleet.call('GET', `/v1/runs/${runId}`);
  return (body.steps as Record<string, { status: string; items?: Record<string, number> }>).each;
};

describe('a forEach', () => {
  it('gives the outputs of all items in their order, and logs each without a gap', async () => {
    await fleet.push(
      each(
        'squares',
        { agent: 'core.echo', with: { n: '${item * item}', at: '${index}' } },
        {
          sum: { agent: 'core.echo', needs: ['each'], with: '${steps.each.output.map(x, x.n)}' },
        },
      ),
    );
    const list = numbers(200).map((n) => n + 1);
    const runId = await fleet.submit('squares', { list });
    expect(await fleet.result(runId)).toMatchObject({
      status: 'completed',
      output: { sum: list.map((n) => n * n) },
    });
    const events = await fleet.allEvents(runId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    for (const type of ['item.started', 'item.completed']) {
      const items = events.filter((event) => event.type === type).map(({ item }) => item);
      expect(items.toSorted((a = 0, b = 0) => a - b)).toEqual(numbers(200));
    }
    expect(await stepOf(runId)).toEqual({
      status: 'completed',
      attempt: 1,
      items: { total: 200, completed: 200, failed: 0, running: 0 },
    });
  });

  it('is completed at once over an empty list', async () => {
    await fleet.push(each('none', { agent: 'core.echo' }));
    const runId = await fleet.submit('none', { list: [] });
    expect(await fleet.result(runId)).toMatchObject({ status: 'completed', output: { each: [] } });
  });

  it('fails if its value is not a list', async () => {
    await fleet.push(each('wrong', { agent: 'core.echo' }));
    const runId = await fleet.submit('wrong', { list: 7 });
    expect(await fleet.result(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'EXPRESSION_FAILED' },
    });
  });

  it('tries an item again, in its lane', async () => {
    const retry = { maxAttempts: 3, initialDelay: 20, jitter: 'none' };
    await fleet.push(
      each('flaky', { agent: 'core.fail', with: { times: '${item}' }, retry, concurrency: 2 }),
    );
    const runId = await fleet.submit('flaky', { list: [0, 2, 1, 0] });
    const output = [1, 3, 2, 1].map((attempt) => ({ attempt }));
    expect(await fleet.result(runId)).toMatchObject({ status: 'completed', output: { each: output } });
    const retries = (await fleet.allEvents(runId)).filter(({ type }) => type === 'item.retrying');
    expect(retries).toHaveLength(3);
  });

  it('fails at once with an item that may not be retried', async () => {
    const step = { agent: 'core.fail', with: { times: '${item}', retryable: false }, concurrency: 1 };
    await fleet.push(each('strict', step));
    const runId = await fleet.submit('strict', { list: [0, 9, 0] });
    const { status, error } = await fleet.result(runId);
    expect({ status, error }).toMatchObject({
      status: 'failed',
      error: { step: 'each', item: 1, attempt: 1 },
    });
    const { body } = await fleet.call('GET', `/v1/runs/${runId}/items?step=each`);
    expect(body.items).toMatchObject([
      { status: 'completed' },
      { status: 'failed' },
      { status: 'cancelled' },
    ]);
  });

  it('goes on after failed items if its onFailure allows it', async () => {
    const step = {
      agent: 'core.fail',
      with: { times: '${item}', retryable: false },
      onFailure: 'continue',
    };
    await fleet.push(
      each('lenient', step, { after: { agent: 'core.echo', needs: ['each'], with: '${steps.each}' } }),
    );
    const runId = await fleet.submit('lenient', { list: [0, 9, 0] });
    expect(await fleet.result(runId)).toMatchObject({
      status: 'completed',
      output: {
        after: {
          output: [{ attempt: 1 }, null, { attempt: 1 }],
          status: 'completed',
          error: { code: 'ITEMS_FAILED', failed: 1, errors: [{ item: 1, step: 'each' }] },
        },
      },
    });
    expect(await stepOf(runId)).toMatchObject({ items: { total: 3, completed: 2, failed: 1, running: 0 } });
  });

  it('goes on after a retry of its run with the items that have no output, and does no other again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ag06-switch-'));
    const file = join(folder, 'on');
    const step = { agent: 'good.switched', with: { n: '${item}', bad: 21, file }, concurrency: 3 };
    await fleet.push(each('switched', { ...step, retry: { maxAttempts: 1 } }));
    const runId = await fleet.submit('switched', { list: numbers(40) });
    expect(await fleet.result(runId)).toMatchObject({ status: 'failed', error: { item: 21 } });
    const itemsOf = async () => {
      const { body } = await fleet.call('GET', `/v1/runs/${runId}/items?step=each&limit=100`);
      return body.items as { item: number; status: string }[];
    };
    const completed = (await itemsOf()).flatMap(({ item, status }) => (status === 'completed' ? [item] : []));
    expect(completed.length).toBeGreaterThan(15);
    await writeFile(file, '');
    expect(await fleet.call('POST', `/v1/runs/${runId}/retry`)).toMatchObject({ status: 202 });
    const output = numbers(40).map((n) => n * n);
    expect(await fleet.result(runId)).toMatchObject({ status: 'completed', output: { each: output } });
    expect(await stepOf(runId)).toMatchObject({ items: { total: 40, completed: 40, failed: 0, running: 0 } });
    expect((await itemsOf()).map(({ status }) => status)).toEqual(numbers(40).map(() => 'completed'));
    const calls = fleet.workers.flatMap(({ lines }) =>
      lines.flatMap((line) => {
        const [, of, n] = /switched (\S+) (\d+) started/.exec(line) ?? [];
        return of === runId ? [Number(n)] : [];
      }),
    );
    for (const item of completed) expect(calls.filter((n) => n === item)).toHaveLength(1);
    expect(calls.filter((n) => n === 21)).toHaveLength(2);
    const { body } = await fleet.call('GET', `/v1/runs/${runId}/steps/each?item=21`);
    expect(body.attempts).toMatchObject([
      { attempt: 1, outcome: 'failed' },
      { attempt: 1, outcome: 'completed', round: 1 },
    ]);
    await rm(folder, { recursive: true });
  });

  it('lists its items by page', async () => {
    await fleet.push(each('paged', { agent: 'core.echo', with: '${item}' }));
    const runId = await fleet.submit('paged', { list: numbers(25) });
    await fleet.result(runId);
    const found: unknown[] = [];
    let cursor = '';
    do {
      const { body } = await fleet.call('GET', `/v1/runs/${runId}/items?step=each&limit=10${cursor}`);
      found.push(...(body.items as unknown[]));
      cursor = body.next === undefined ? '' : `&cursor=${body.next}`;
    } while (cursor !== '');
    expect(found).toEqual(numbers(25).map((n) => ({ item: n, status: 'completed', attempt: 1, output: n })));
    const other = await fleet.call('GET', `/v1/runs/${runId}/items?step=nobody`);
    expect(other).toMatchObject({ status: 404, body: { code: 'STEP_UNKNOWN' } });
    expect(await fleet.call('GET', `/v1/runs/${runId}/items?step=each&cursor=x`)).toMatchObject({
      status: 422,
    });
  });

  it('ends soon after its cancel, and is readable until then', async () => {
    await fleet.push(each('slow', { agent: 'good.patient', with: { ms: 60_000 }, concurrency: 4 }));
    const runId = await fleet.submit('slow', { list: numbers(50) });
    await until(async () => (await stepOf(runId))?.items?.running === 4);
    const cancelledAt = Date.now();
    await fleet.call('POST', `/v1/runs/${runId}/cancel`);
    const aborted = new RegExp(`patient ${runId} aborted at \\d+`);
    const aborts = () => fleet.workers.flatMap(({ lines }) => lines.filter((line) => aborted.test(line)));
    await until(() => aborts().length === 4);
    const soonMs = await timeOfRuns(fleet);
    for (const line of aborts())
      expect(Number(/aborted at (\d+)/.exec(line)?.[1]) - cancelledAt).toBeLessThan(soonMs);
    expect(await stepOf(runId)).toMatchObject({ items: { total: 50, completed: 0, running: 0 } });
  });

  it('outlives its workers: each item has one outcome', async () => {
    fleet.supervise();
    const kill = async () => void (await fleet.workers[0]?.kill('SIGKILL'));
    await expectItemsSurvive(fleet, kill, TWO_WORKERS);
  }, 90_000);

  it('goes on at once on another worker when one is drained, without a lost delivery', async () => {
    fleet.supervise();
    await fleet.push(each('drained', { agent: 'core.sleep', with: { ms: 25 }, concurrency: 6 }));
    const runId = await fleet.submit('drained', { list: numbers(300) });
    await until(async () => ((await stepOf(runId))?.items?.completed ?? 0) >= 40, { timeoutMs: 40_000 });
    fleet.workers[0]?.kill('SIGTERM');
    expect(await fleet.result(runId, 20)).toMatchObject({ status: 'completed' });
    const events = await fleet.allEvents(runId);
    const outcomes = events.filter(({ type }) => type === 'item.completed').map(({ item }) => item);
    expect(outcomes.toSorted((a = 0, b = 0) => a - b)).toEqual(numbers(300));
    const lost = events.filter((event) => 'lost' in event && Number(event.lost) > 0);
    expect(lost).toEqual([]);
  }, 60_000);
});
