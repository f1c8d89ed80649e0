import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { countEvents, readLog } from '../fleet/event-facts.ts';
import { sumOf } from '../fleet/metric-facts.ts';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { proveCase } from '../proof/prove-case.ts';

const RETRY = { maxAttempts: 3, initialDelay: '5ms', jitter: 'none' };
const square = (name: string) => ({
  name,
  steps: { s: { agent: 'proof.square', with: '${input}' } },
  output: '${steps.s.output.n}',
});

let proof: ProofFleet;
beforeAll(async () => {
  proof = await startProofFleet(2);
}, 120_000);
afterAll(() => proof.stop());

/** How many runs a list has, page by page. */
async function countListed(filter: Parameters<ProofFleet['client']['list']>[0]): Promise<number> {
  let count = 0;
  for await (const _ of proof.client.list(filter)) count++;
  return count;
}

proveCase(
  16,
  'Every run is found at each moment: forty by workflow, tag, correlation id and status while they wait, run and are over, and a parent with its children as one tree.',
  async () => {
    const { client } = proof;
    await client.workflows.push({
      name: 'tracked-wait',
      steps: { hold: { signal: 'go' }, s: { agent: 'proof.square', needs: ['hold'], with: { n: 2 } } },
    });
    const correlationId = 'tracked 16';
    const runs = await Promise.all(
      Array.from({ length: 40 }, () =>
        client.submit('tracked-wait', null, { correlationId, tags: ['forty'] }),
      ),
    );
    const workflow = 'tracked-wait';
    for (const filter of [{ workflow }, { tag: ['forty'] }, { correlationId }])
      expect(await countListed({ ...filter, pageSize: 7 })).toBe(40);
    await until(async () => (await countListed({ workflow, status: ['running'] })) === 40);
    expect(await countListed({ workflow, status: ['completed'] })).toBe(0);
    const [first, second, ...rest] = runs;
    if (first === undefined || second === undefined) throw new Error('There are forty runs.');
    await client.signal(first, 'go');
    await client.waitForOutput(first);
    await client.cancel(second);
    expect(await countListed({ workflow, status: ['completed'] })).toBe(1);
    expect(await countListed({ workflow, status: ['cancelled'] })).toBe(1);
    expect(await countListed({ workflow, status: ['running'] })).toBe(38);
    for (const run of rest) await client.signal(run, 'go');
    for (const run of rest) await client.waitForOutput(run);
    expect(await countListed({ workflow, status: ['completed'] })).toBe(39);
    await client.workflows.push(square('kid'));
    await client.workflows.push({
      name: 'family',
      steps: { kids: { workflow: 'kid', forEach: [1, 2, 3], with: { n: '${item}' } } },
      output: '${steps.kids.output}',
    });
    const parent = await client.submit('family', null);
    expect(await client.waitForOutput(parent)).toEqual([1, 4, 9]);
    const { nodes } = await client.tree(parent);
    expect(nodes).toHaveLength(4);
    expect(await countListed({ parent: parent.runId })).toBe(3);
  },
);

proveCase(
  17,
  'Of each step is told what it was given, what came of it, and each attempt with its worker, wait, duration, error and stack; so of each item of a list.',
  async () => {
    const { client } = proof;
    await client.workflows.push({
      name: 'recorded',
      steps: {
        flaky: { agent: 'proof.unsteady', with: { times: 2, message: 'out of paper' }, retry: RETRY },
        each: { agent: 'proof.square', forEach: [5, 6], with: { n: '${item}', ms: 30 } },
      },
    });
    const run = await client.submit('recorded', null);
    await client.waitForOutput(run);
    const workers = new Set((await client.fleet.workers()).items.map(({ id }) => id));
    const flaky = await client.step(run, 'flaky');
    expect(flaky).toMatchObject({
      agent: 'proof.unsteady',
      status: 'completed',
      input: { times: 2, message: 'out of paper' },
      output: { attempt: 3 },
    });
    expect(flaky.attempts.map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual([
      '1 retrying',
      '2 retrying',
      '3 completed',
    ]);
    for (const { worker, startedAt, endedAt, durationMs, waitMs } of flaky.attempts) {
      expect(waitMs).toBeGreaterThanOrEqual(0);
      expect(workers).toContain(worker);
      expect(Date.parse(endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(startedAt ?? ''));
      expect(durationMs).toBeGreaterThanOrEqual(0);
    }
    for (const { error, stack } of flaky.attempts.slice(0, 2)) {
      expect(error?.message).toContain('out of paper');
      expect(stack).toContain('core-agents');
    }
    const item = await client.step(run, 'each', { item: 1 });
    expect(item).toMatchObject({ item: 1, status: 'completed', input: { n: 6, ms: 30 }, output: { n: 36 } });
    expect(item.attempts[0]?.durationMs).toBeGreaterThanOrEqual(29);
  },
);

proveCase(
  18,
  'Whoever waits for a run is answered once it has ended, however it ends, and never before; a finished run says when, and never changes again.',
  async (measure) => {
    const { client } = proof;
    await client.workflows.push(square('ending'));
    await client.workflows.push({
      name: 'ending-badly',
      steps: { s: { agent: 'proof.unsteady', with: { times: 9 }, retry: { maxAttempts: 1 } } },
    });
    await client.workflows.push({ name: 'ending-late', timeout: '200ms', steps: { s: { signal: 'never' } } });
    const submitted = await Promise.all([
      client.submit('ending', { n: 3, ms: 300 }),
      client.submit('ending-badly', null),
      client.submit('ending-late', null),
      client.submit('ending-late', null),
    ]);
    const [, , , toCancel] = submitted;
    const waiting = submitted.map(async (run) => ({ end: await client.wait(run), at: Date.now() }));
    await client.cancel(toCancel);
    const ends = await Promise.all(waiting);
    expect(ends.map(({ end }) => end.status)).toEqual(['completed', 'failed', 'timed_out', 'cancelled']);
    const lateBy: number[] = [];
    for (const [i, run] of submitted.entries()) {
      const view = await client.get(run);
      lateBy.push((ends[i]?.at ?? 0) - Date.parse(view.finishedAt ?? ''));
      const log = await readLog(client, run.runId);
      expect(log.at(-1)?.type).toBe(`run.${ends[i]?.end.status}`);
      expect(log.at(-1)?.at).toBe(view.finishedAt);
    }
    measure('answered after the end', lateBy.map((ms) => `${ms} ms`).join(', '));
    // The store's clock is this machine's.
    for (const ms of lateBy) expect(ms).toBeGreaterThanOrEqual(-1);
    const before = await readLog(client, submitted[0].runId);
    await expect(client.cancel(submitted[0])).rejects.toMatchObject({ code: 'RUN_ENDED' });
    await expect(client.pause(submitted[0])).rejects.toMatchObject({ code: 'RUN_ENDED' });
    expect(await readLog(client, submitted[0].runId)).toEqual(before);
  },
);

proveCase(
  21,
  'An error is told where people look: in the run with code, step and message, in the log with its stack, in the list by status, in metrics by outcome, and in the worker’s log.',
  async () => {
    const { client, fleet } = proof;
    await client.workflows.push({
      name: 'erring',
      steps: { s: { agent: 'proof.unsteady', with: { times: 9, message: 'disk on fire' }, retry: RETRY } },
    });
    const run = await client.submit('erring', null, { correlationId: 'erring-21' });
    expect(await client.wait(run)).toMatchObject({
      status: 'failed',
      error: { code: 'AGENT_FAILED', step: 's', message: expect.stringContaining('disk on fire, attempt 3') },
    });
    const log = await readLog(client, run.runId);
    const failed = log.find(({ type }) => type === 'step.failed');
    expect(JSON.stringify(failed)).toContain('core-agents');
    const listed: string[] = [];
    for await (const { runId } of client.list({ status: ['failed'], workflow: 'erring' })) listed.push(runId);
    expect(listed).toEqual([run.runId]);
    await until(
      async () =>
        (await sumOf(fleet.url, 'ag06_attempts_total', { agent: 'proof.unsteady', outcome: 'error' })) >= 3,
    );
    const lines = fleet.workers.flatMap(({ lines: all }) => all).filter((line) => line.includes(run.runId));
    expect(lines.join('\n')).toContain('erring-21');
  },
);

proveCase(
  24,
  'Three kinds of workflows at once are never mixed up: lists, the feed and metrics of each tell its runs and no others.',
  async () => {
    const { client, fleet } = proof;
    const names = ['kind-a', 'kind-b', 'kind-c'];
    for (const name of names) await client.workflows.push(square(name));
    const told = new Map(names.map((name) => [name, [] as string[]]));
    const stop = new AbortController();
    const feeds = names.map((name) =>
      client.feed({ workflow: [name], type: ['run.completed'] }, { signal: stop.signal }),
    );
    const following = feeds.map(async (feed, i) => {
      for await (const { runId, workflow } of feed) told.get(names[i] ?? '')?.push(`${workflow} ${runId}`);
    });
    await until(() => feeds.every(({ lastId }) => lastId !== undefined));
    const runs = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const name = names[n % 3] ?? '';
        return { name, run: await client.submit(name, { n }) };
      }),
    );
    for (const { run } of runs) await client.waitForOutput(run);
    await until(() => [...told.values()].every((lines) => lines.length >= 10));
    for (const name of names) {
      const own = runs.filter((one) => one.name === name).map(({ run }) => `${name} ${run.runId}`);
      expect([...(told.get(name) ?? [])].sort()).toEqual(own.sort());
      const listed: string[] = [];
      for await (const { runId } of client.list({ workflow: name })) listed.push(`${name} ${runId}`);
      expect(listed.sort()).toEqual(own.sort());
    }
    stop.abort();
    await Promise.allSettled(following);
    for (const workflow of names)
      expect(await sumOf(fleet.url, 'ag06_runs_accepted_total', { workflow })).toBe(10);
  },
);

proveCase(
  25,
  'A run of 300 items and 20 steps in a row has a log without a gap: every start has its end, each step and item ends once, and pages of any size give the same log.',
  async (measure) => {
    const { client } = proof;
    const chain = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `s${i}`,
        { agent: 'proof.square', with: { n: 1 }, ...(i > 0 && { needs: [`s${i - 1}`] }) },
      ]),
    );
    await client.workflows.push({
      name: 'long-log',
      steps: {
        ...chain,
        each: { agent: 'proof.square', forEach: '${input}', concurrency: 20, with: { n: '${item}' } },
      },
    });
    const run = await client.submit(
      'long-log',
      Array.from({ length: 300 }, (_, n) => n),
    );
    await client.waitForOutput(run);
    const log = await readLog(client, run.runId);
    measure('events', log.length);
    const counts = countEvents(log);
    for (const step of Object.keys(chain)) {
      expect(counts[`step.started ${step}`]).toBe(1);
      expect(counts[`step.completed ${step}`]).toBe(1);
    }
    const completed = log.filter(({ type }) => type === 'item.completed').map(({ item }) => item);
    expect([...completed].sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual(
      Array.from({ length: 300 }, (_, n) => n),
    );
    for (const limit of [1, 7, 500]) {
      const seqs: number[] = [];
      for (let after = 0; ; ) {
        const path = `/v1/runs/${run.runId}/events?limit=${limit}&after=${after}`;
        const { body } = await proof.fleet.call('GET', path);
        seqs.push(...(body.events as { seq: number }[]).map(({ seq }) => seq));
        if (body.next === undefined || (limit === 1 && seqs.length > 40)) break;
        after = Number(body.next);
      }
      expect(seqs).toEqual(log.slice(0, seqs.length).map(({ seq }) => seq));
      if (limit > 1) expect(seqs).toHaveLength(log.length);
    }
  },
);
