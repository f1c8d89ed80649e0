import { until } from '@ag06/test-support';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { Queue } from 'bullmq';
import { countEvents, readLog } from '../fleet/event-facts.ts';
import { type Gate, startGate } from '../fleet/gate.ts';
import { componentOf } from '../fleet/health-facts.ts';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { untilFound } from '../fleet/until-found.ts';
import { proveCase } from '../proof/prove-case.ts';

const AGENT = 'gated.call';

let proof: ProofFleet;
let gate: Gate;
beforeAll(async () => {
  gate = await startGate();
  proof = await startProofFleet(0);
  await proof.client.workflows.push({ name: 'gated', steps: { s: { agent: AGENT, with: '${input}' } } });
}, 120_000);
afterAll(async () => {
  await proof.stop();
  await gate.stop();
});

proveCase(
  72,
  'A queue tells what waits on it; steps of a paused agent wait there without a call or an attempt, and go on when it is resumed; what was cancelled meanwhile is never begun; a job that is no step is set aside with its reason and harms nothing.',
  async () => {
    const { client, fleet } = proof;
    gate.open();
    const queueOf = async () => (await client.fleet.queues()).items.find((one) => one.agent === AGENT);
    // The fleet knows the agents of a worker from its first moment on.
    await (await proof.startWorker('gated-agents')).kill('SIGTERM');
    await until(async () => ((await queueOf())?.workers ?? 0) === 0, { timeoutMs: 60_000 });
    const runs: string[] = [];
    for (let n = 0; n < 12; n++) runs.push((await client.submit('gated', { url: gate.url, n })).runId);
    await until(async () => (await queueOf())?.waiting === 12, { message: 'twelve steps to wait' });
    const foreign = new Queue(`agent.${AGENT}`, {
      connection: { host: '127.0.0.1', port: fleet.redis.port },
    });
    await foreign.add('x', { hello: 'world' }, { jobId: 'foreign.72' });
    await foreign.close();
    await client.pauses.pause({ agent: AGENT }, { by: 'Ada' });
    expect((await client.pauses.list()).items).toMatchObject([{ of: 'agent', name: AGENT, by: 'Ada' }]);
    const [cancelled = '', ...kept] = runs;
    await client.cancel(cancelled);
    const worker = await proof.startWorker('gated-agents');
    const steps = () => Promise.all(kept.map(async (run) => (await client.get(run)).steps.s));
    await until(async () => (await steps()).every((step) => step?.status === 'blocked'), {
      timeoutMs: 60_000,
      message: 'all steps to be blocked',
    });
    for (const step of await steps()) expect(step?.blockedBy).toBe(`hold:agent:${AGENT}`);
    expect(gate.calls).toEqual([]);
    await client.pauses.resume({ agent: AGENT });
    for (const run of kept) await client.waitForOutput(run);
    expect(gate.calls.map(({ n, attempt }) => `${n} ${attempt}`).sort()).toEqual(
      kept.map((_, i) => `${i + 1} 1`).sort(),
    );
    for (const run of kept) expect(countEvents(await readLog(client, run))['step.started s']).toBe(1);
    expect(await client.wait(cancelled)).toMatchObject({ status: 'cancelled' });
    const letters = await until(
      async () => {
        const { items } = await client.fleet.deadLetters();
        return items.length > 0 ? items : undefined;
      },
      { message: 'the foreign job to be set aside' },
    );
    expect(letters).toMatchObject([{ jobId: 'foreign.72', reason: 'JOB_INVALID', data: { hello: 'world' } }]);
    await until(
      async () => {
        const { waiting, active, delayed } = (await queueOf()) ?? {};
        return waiting === 0 && active === 0 && delayed === 0;
      },
      { timeoutMs: 60_000, message: 'the queue to be empty' },
    );
    await worker.kill('SIGTERM');
  },
  180_000,
);

proveCase(
  74,
  'What a worker is doing is told as it is: serving with the slots that it uses, draining until the step in its hand has ended, then gone; gone, too, when it is killed; an agent that nobody serves any more is told by name.',
  async (measure) => {
    const { client } = proof;
    gate.close();
    const before = gate.calls.length;
    const own = await proof.startWorker('gated-agents', {
      AG06_CONCURRENCY: '4',
      AG06_DRAIN_TIMEOUT_MS: '120000',
    });
    const told = async (pid: number) =>
      (await client.fleet.workers()).items.find((worker) => worker.pid === pid);
    const run = await client.submit('gated', { url: gate.url, n: 74 });
    const call = await untilFound(() => gate.calls[before], {
      timeoutMs: 60_000,
      message: 'the step to begin',
    });
    expect(call.pid).toBe(own.pid);
    const serving = await untilFound(
      async () => {
        const now = await told(own.pid);
        return now?.slots?.used === 1 ? now : undefined;
      },
      { timeoutMs: 60_000, message: 'the slot in use to be told' },
    );
    expect(serving).toMatchObject({ status: 'serving', slots: { used: 1, limit: 4 } });
    expect(serving.agents).toContain(AGENT);
    await client.fleet.drainWorker(serving.id);
    await until(async () => (await told(own.pid))?.status === 'draining', {
      timeoutMs: 60_000,
      message: 'the worker to be told as draining',
    });
    gate.answer(call);
    await client.waitForOutput(run);
    expect(await own.exited).toMatchObject({ code: 0 });
    await until(async () => (await told(own.pid)) === undefined, {
      timeoutMs: 60_000,
      message: 'the drained worker to be gone',
    });
    await expect(client.fleet.drainWorker(serving.id)).rejects.toMatchObject({ code: 'WORKER_UNKNOWN' });
    // Nobody serves its agent any more.
    const waiting = await client.submit('gated', { url: gate.url, n: 75 });
    await until(
      async () => {
        const { reasons } = await componentOf(client, 'workers');
        return reasons.some(({ code, message }) => code === 'AGENT_UNSERVED' && message.includes(AGENT));
      },
      { timeoutMs: 90_000, message: 'the agent that nobody serves to be told' },
    );
    await client.cancel(waiting);
    const victim = await proof.startWorker();
    await until(async () => (await told(victim.pid)) !== undefined, { timeoutMs: 60_000 });
    await victim.kill();
    const from = performance.now();
    await until(async () => (await told(victim.pid)) === undefined, {
      timeoutMs: 60_000,
      message: 'the killed worker to be gone',
    });
    measure('a killed worker is told of for', `${Math.round(performance.now() - from)} ms`);
  },
  300_000,
);
