import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { countEvents, readLog } from '../fleet/event-facts.ts';
import { type Gate, startGate } from '../fleet/gate.ts';
import { untilFound } from '../fleet/until-found.ts';
import { proveCase } from '../proof/prove-case.ts';
import { CHAIN, chainOf, submitNew, useWorkflowFleet } from './use-workflow-fleet.ts';

const { proof, client, echo, startWorker } = useWorkflowFleet();
let gate: Gate;
beforeAll(async () => {
  gate = await startGate();
});
afterAll(() => gate.stop());

proveCase(
  7,
  'Two hundred runs of four workflows at once, with a worker killed among them: each ends once with its own output, and no event is lost or doubled.',
  async (measure) => {
    const names = ['chain-1', 'chain-2', 'chain-3', 'chain-4'];
    const output = { id: '${input.id}', end: '${steps.c.output.n}' };
    const a = { agent: 'proof.square', with: { n: '${input.n}', ms: 100 } };
    for (const name of names)
      await client().workflows.push({ ...CHAIN, name, steps: { ...CHAIN.steps, a }, output });
    const from = performance.now();
    const runs = await Promise.all(
      Array.from({ length: 200 }, async (_, n) => ({
        n,
        run: await client().submit(names[n % names.length] ?? '', { id: n, n: n % 10 }),
      })),
    );
    const [victim] = proof().fleet.workers;
    await victim?.kill();
    const unfinished = await Promise.all(runs.map(async ({ run }) => (await client().get(run)).status));
    measure('runs that were under way at the kill', unfinished.filter((one) => one === 'running').length);
    const spare = startWorker();
    for (const { n, run } of runs)
      expect(await client().waitForOutput(run)).toEqual({ id: n, end: chainOf(n % 10) });
    measure('200 runs of 3 steps, a worker killed', `${Math.round(performance.now() - from)} ms`);
    await spare;
    for (const { run } of runs) {
      const counts = countEvents(await readLog(client(), run.runId));
      expect(counts).toMatchObject({ 'run.completed': 1 });
      for (const step of ['a', 'b', 'c']) expect(counts[`step.completed ${step}`]).toBe(1);
    }
  },
  180_000,
);

proveCase(
  12,
  'A step that takes 400 ms is told to have taken at least that and no longer than its run; the run no longer than its caller waited; all by the store’s clock.',
  async (measure) => {
    const definition = {
      name: 'timed',
      steps: {
        slow: { agent: 'proof.square', with: { n: 1, ms: 400 } },
        quick: { agent: 'proof.square', needs: ['slow'], with: { n: 1 } },
      },
    };
    await client().workflows.push(definition);
    const from = performance.now();
    const run = await client().submit('timed', null);
    await client().waitForOutput(run);
    const waitedMs = performance.now() - from;
    const events = await readLog(client(), run.runId);
    const at = (type: string, step?: string) =>
      Date.parse(events.find((event) => event.type === type && event.step === step)?.at ?? '');
    const stepMs = at('step.completed', 'slow') - at('step.started', 'slow');
    const view = await client().get(run);
    const runMs = Date.parse(view.finishedAt ?? '') - Date.parse(view.createdAt);
    measure('step of 400 ms', `${stepMs} ms`);
    measure('its run', `${runMs} ms, its caller waited ${Math.round(waitedMs)} ms`);
    expect(stepMs).toBeGreaterThanOrEqual(399);
    expect(stepMs).toBeLessThanOrEqual(runMs);
    expect(runMs).toBeLessThanOrEqual(waitedMs + 1);
    expect(at('step.started', 'quick')).toBeGreaterThanOrEqual(at('step.completed', 'slow'));
  },
);

proveCase(
  13,
  'One correlation id goes from the caller’s header to the run, its events, handlers on all workers, child runs, an HTTP call, the trace and back, also over a kill.',
  async () => {
    const correlationId = 'basket 13/7';
    const definition = {
      name: 'correlated',
      steps: {
        own: { agent: 'proof.context' },
        call: { agent: 'http.request', with: { url: `${echo().url}/correlated` } },
        child: { workflow: 'context-child' },
        long: { agent: 'proof.square', with: { n: 1, ms: 1_500 } },
        last: { agent: 'proof.context', needs: ['own', 'call', 'child', 'long'] },
      },
      output: '${[steps.own.output, steps.child.output, steps.last.output].map(one, one.correlationId)}',
    };
    await client().workflows.push({
      name: 'context-child',
      steps: { s: { agent: 'proof.context' } },
      output: '${steps.s.output}',
    });
    const run = await submitNew(client(), definition, null, { correlationId });
    const pattern = new RegExp(`square ${run.runId} long attempt`);
    const { workers } = proof().fleet;
    const holder = await Promise.race(
      workers.map(async (one) => [one, await one.waitForLine(pattern, 60_000)] as const),
    );
    await holder[0].kill();
    const spare = startWorker();
    expect(await client().waitForOutput(run)).toEqual([correlationId, correlationId, correlationId]);
    const [sent] = echo().requests.filter(({ path }) => path === '/correlated');
    expect(sent?.headers['x-correlation-id']).toBe(correlationId);
    expect(sent?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    const view = await client().get(run);
    expect(view.correlationId).toBe(correlationId);
    expect(sent?.headers.traceparent?.slice(3, 35)).toBe(view.traceId);
    const runs = new Set<string>();
    for await (const entry of client().correlation(correlationId))
      if ('run' in entry) runs.add(entry.run.runId);
    expect(runs.size).toBe(2);
    await spare;
  },
  180_000,
);

proveCase(
  14,
  'While a run goes, each step is told as what it is: pending, running with its attempt and worker, waiting for a retry, completed; the feed tells each move live.',
  async () => {
    const definition = {
      name: 'tracked',
      steps: {
        a: {
          agent: 'proof.unsteady',
          with: { times: 1 },
          retry: { maxAttempts: 2, initialDelay: '2s', jitter: 'none' },
        },
        hold: { signal: 'go', needs: ['a'] },
        z: { agent: 'gated.call', needs: ['hold'], with: { url: gate.url, n: 14 } },
      },
    };
    await proof().startWorker('gated-agents');
    await client().workflows.push(definition);
    const stop = new AbortController();
    const feed = client().feed({ workflow: ['tracked'] }, { signal: stop.signal });
    const seen: string[] = [];
    const following = (async () => {
      for await (const { type, runId } of feed) seen.push(`${runId} ${type}`);
    })().catch(() => {});
    await until(() => feed.lastId !== undefined);
    const run = await client().submit('tracked', null);
    const statuses = new Set<string>();
    await until(async () => {
      const { steps } = await client().get(run);
      statuses.add(`a ${steps.a?.status} ${steps.a?.attempt}`);
      statuses.add(`z ${steps.z?.status}`);
      return steps.hold?.status === 'waiting';
    });
    expect([...statuses]).toEqual(expect.arrayContaining(['a retrying 2', 'a completed 2', 'z pending']));
    await client().signal(run, 'go');
    const call = await untilFound(() => gate.calls[0], {
      timeoutMs: 60_000,
      message: 'the last step to begin',
    });
    expect((await client().get(run)).steps.z).toMatchObject({ status: 'running', attempt: 1 });
    const holder = (await client().step(run, 'z')).attempts[0]?.worker;
    expect((await client().fleet.workers()).items.find(({ pid }) => pid === call.pid)?.id).toBe(holder);
    gate.answer(call);
    await client().waitForOutput(run);
    expect((await client().get(run)).steps).toMatchObject({
      a: { status: 'completed', attempt: 2 },
      hold: { status: 'completed' },
      z: { status: 'completed', attempt: 1 },
    });
    const log = await readLog(client(), run.runId);
    await until(() => seen.filter((line) => line.startsWith(run.runId)).length >= log.length);
    expect(seen.filter((line) => line.startsWith(run.runId))).toEqual(
      log.map(({ type }) => `${run.runId} ${type}`),
    );
    stop.abort();
    await following;
    const workers = new Set((await client().fleet.workers()).items.map(({ id }) => id));
    for (const { type, worker } of log) if (type === 'step.started') expect(workers).toContain(worker);
  },
);
