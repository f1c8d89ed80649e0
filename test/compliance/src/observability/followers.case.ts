import { Client } from '@ag06/client';
import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { readLog } from '../fleet/event-facts.ts';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { proveCase } from '../proof/prove-case.ts';

const SQUARE = {
  name: 'square',
  steps: { s: { agent: 'proof.square', with: '${input}' } },
  output: '${steps.s.output.n}',
};

let proof: ProofFleet;
beforeAll(async () => {
  proof = await startProofFleet(2);
  await proof.client.workflows.push(SQUARE);
}, 120_000);
afterAll(() => proof.stop());

proveCase(
  23,
  'All that happened under one correlation id is told by time: a run, the child that it started, a run that another client submitted, and events of a stream; nothing of other ids.',
  async () => {
    const { client, fleet } = proof;
    await client.workflows.push({ name: 'with-child', steps: { c: { workflow: 'square', with: { n: 3 } } } });
    const correlationId = 'customer 23';
    const parent = await client.submit('with-child', null, { correlationId });
    await client.waitForOutput(parent);
    const other = await client.submit('square', { n: 4 }, { correlationId });
    await client.waitForOutput(other);
    const alien = await client.submit('square', { n: 5 }, { correlationId: 'customer 24' });
    await client.waitForOutput(alien);
    const appended = await fleet.call('POST', '/v1/streams/orders-23/events', {
      type: 'order.placed',
      data: { n: 1 },
      correlationId,
    });
    expect(appended.status).toBeLessThan(300);
    const runs = new Map<string, string[]>();
    const times: number[] = [];
    let streamed = 0;
    for await (const entry of client.correlation(correlationId)) {
      times.push(Date.parse(entry.at));
      if ('stream' in entry) streamed++;
      else runs.set(entry.run.runId, [...(runs.get(entry.run.runId) ?? []), entry.event.type]);
    }
    expect(streamed).toBe(1);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(runs.size).toBe(3);
    expect([...runs.keys()]).toEqual(expect.arrayContaining([parent.runId, other.runId]));
    for (const [runId, types] of runs)
      expect(types).toEqual((await readLog(client, runId)).map(({ type }) => type));
  },
);

proveCase(
  27,
  'A follower of the feed misses and doubles no event of a hundred runs at once, each run’s in order, though the dispatcher that it reads from is killed in the middle.',
  async (measure) => {
    const beside = await proof.fleet.startDispatcherBeside();
    try {
      const follower = new Client({ url: [beside.api.url, proof.fleet.url] });
      const told = new Map<string, number[]>();
      const stop = new AbortController();
      const feed = follower.feed({ workflow: ['square'] }, { signal: stop.signal });
      const following = (async () => {
        for await (const { runId, seq } of feed) told.set(runId, [...(told.get(runId) ?? []), seq]);
      })().catch(() => {});
      await until(() => feed.lastId !== undefined);
      const submitting = Array.from({ length: 100 }, (_, n) => proof.client.submit('square', { n, ms: 20 }));
      await until(() => told.size > 10, { timeoutMs: 60_000 });
      await beside.started.kill();
      const runs = await Promise.all(submitting);
      for (const run of runs) await proof.client.waitForOutput(run);
      let events = 0;
      for (const { runId } of runs) {
        const log = await readLog(proof.client, runId);
        await until(() => (told.get(runId)?.length ?? 0) >= log.length, {
          timeoutMs: 60_000,
          message: 'all events',
        });
        expect(told.get(runId)).toEqual(log.map(({ seq }) => seq));
        events += log.length;
      }
      measure('events that were followed', events);
      stop.abort();
      await following;
    } finally {
      await beside.started.stop();
    }
  },
  180_000,
);

proveCase(
  28,
  'The export of a run is its whole history as lines, which a program outside can check: the definition, each event and their count; it replays to the state that the fleet tells.',
  async () => {
    const { client } = proof;
    await client.workflows.push({
      name: 'exported',
      steps: {
        flaky: {
          agent: 'proof.unsteady',
          with: { times: 1 },
          retry: { maxAttempts: 2, initialDelay: '5ms' },
        },
        each: { agent: 'proof.square', forEach: [1, 2, 3], needs: ['flaky'], with: { n: '${item}' } },
      },
      output: '${steps.each.output.map(one, one.n)}',
    });
    const run = await client.submit('exported', null);
    await client.waitForOutput(run);
    const log = await readLog(client, run.runId);
    const lines: string[] = [];
    for await (const line of client.history.export(run)) lines.push(line);
    const [head, ...rest] = lines.map((line) => JSON.parse(line));
    const end = rest.pop();
    expect(head).toMatchObject({ format: 'ag06.run-history', formatVersion: 1 });
    expect(JSON.stringify(head)).toContain('proof.unsteady');
    expect(rest.map(({ seq, type }) => `${seq} ${type}`)).toEqual(
      log.map(({ seq, type }) => `${seq} ${type}`),
    );
    expect(end).toMatchObject({ end: { events: log.length } });
    // Each moment of the log is a state, and the last is what the run is.
    for (const { seq } of log) expect((await client.history.state(run, { at: seq })).runId).toBe(run.runId);
    const last = await client.history.state(run);
    const view = await client.get(run);
    expect(last).toMatchObject({ status: 'completed', output: view.output });
  },
);
