import { createRandom, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { Queue } from 'bullmq';
import { countEvents, readLog } from '../fleet/event-facts.ts';
import { type Gate, type GateCall, startGate } from '../fleet/gate.ts';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { untilFound } from '../fleet/until-found.ts';
import { proveCase } from '../proof/prove-case.ts';

const PRIORITIES = ['critical', 'high', 'normal', 'low', 'bulk'] as const;
type Priority = (typeof PRIORITIES)[number];
const EACH = 40;
const WORKERS = 3;
const AGENT = 'gated.call';
/** A worker that holds one step at a time: which step begins next is then the queue's choice alone. */
const ALONE = { AG06_CONCURRENCY: '1' };
/** Far more than the levels are apart by default. */
const STRICT_SECONDS = 100_000;

let proof: ProofFleet;
let gate: Gate;
let queue: Queue;
beforeAll(async () => {
  gate = await startGate();
  proof = await startProofFleet(0);
  queue = new Queue(`agent.${AGENT}`, { connection: { host: '127.0.0.1', port: proof.fleet.redis.port } });
  const retry = { maxAttempts: 2, initialDelay: '1ms', jitter: 'none' };
  await proof.client.workflows.push({
    name: 'ranked',
    steps: { s: { agent: AGENT, with: '${input}', retry } },
    output: '${steps.s.output.n}',
  });
  await proof.client.workflows.push({
    name: 'ranked-parent',
    steps: { c: { workflow: 'ranked', with: '${input}' } },
    output: '${steps.c.output}',
  });
  await Promise.all(Array.from({ length: WORKERS }, () => proof.startWorker('gated-agents', ALONE)));
}, 120_000);
afterAll(async () => {
  await queue.close();
  await proof.stop();
  await gate.stop();
});

interface Waiting {
  readonly runId: string;
  readonly priority: Priority;
  /** In the order of submission. */
  readonly n: number;
}

async function submit(priority: Priority, n: number, workflow = 'ranked'): Promise<Waiting> {
  const { runId } = await proof.client.submit(workflow, { url: gate.url, n }, { priority });
  return { runId, priority, n };
}

/** Answers the oldest call that waits. Resolves with the next one, of the worker that has become free. */
async function next(status: 200 | 503 = 200): Promise<GateCall> {
  const before = gate.calls.length;
  const [oldest] = gate.held;
  if (oldest === undefined) throw new Error('Nobody waits at the gate.');
  gate.answer(oldest, status);
  return untilFound(() => gate.calls[before], { timeoutMs: 60_000, message: 'the next step to begin' });
}

/** Until so many steps could begin, if a worker were free. */
const untilInLine = (count: number): Promise<unknown> =>
  until(
    async () => {
      const { prioritized = 0, waiting = 0, delayed = 0 } = await queue.getJobCounts();
      return prioritized + waiting + delayed === count;
    },
    { timeoutMs: 120_000, message: `${count} steps to be in line` },
  );

/** Each worker holds a step of its own: what is submitted from now on waits. */
async function untilNobodyIsFree(): Promise<void> {
  for (let i = 1; i <= WORKERS; i++) await submit('critical', -i);
  await until(() => gate.held.length === WORKERS, { timeoutMs: 60_000, message: 'all workers to be busy' });
}

/** By default a step overtakes later ones of higher levels with time; here levels alone decide. */
async function makeStrict(): Promise<void> {
  const answer = await proof.fleet.call('PUT', `/v1/tuning/${AGENT}`, { settings: { ageingMs: null } });
  expect(answer.status).toBe(200);
  await untilNobodyIsFree();
  const keyOf = async ({ runId }: Waiting) =>
    until(async () => (await queue.getJob(`${runId}.s.d1`))?.priority);
  const probes: Waiting[] = [];
  await until(
    async () => {
      const pair = [await submit('critical', 0), await submit('bulk', 0)] as const;
      probes.push(...pair);
      const [first, last] = await Promise.all(pair.map(keyOf));
      return (last ?? 0) - (first ?? 0) > STRICT_SECONDS;
    },
    { timeoutMs: 60_000, everyMs: 250, message: 'strict priority to be in force' },
  );
  gate.open();
  for (const { runId } of probes) await proof.client.waitForOutput(runId);
  gate.close();
}

function shuffled(): Priority[] {
  const random = createRandom(73);
  const order = PRIORITIES.flatMap((one) => Array<Priority>(EACH).fill(one));
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j] ?? 'normal', order[i] ?? 'normal'];
  }
  return order;
}

proveCase(
  73,
  'Two hundred steps of five priorities, submitted in random order while all workers are busy, begin one by one in exactly the order of class and submission, seen from the service that they call; a critical run that comes late, and the child of one, pass all that wait; a step that is tried again and one whose worker was killed keep their class: nothing of a lower one begins before them.',
  async (measure) => {
    await makeStrict();
    await untilNobodyIsFree();
    const submitted: Waiting[] = [];
    // One after the other: the order of submission is known.
    for (const [i, priority] of shuffled().entries()) submitted.push(await submit(priority, i + 1));
    const line = PRIORITIES.flatMap((one) => submitted.filter(({ priority }) => priority === one));
    await untilInLine(line.length);
    const begun: GateCall[] = [];
    /** So many begin, and each is the one whose turn it is. */
    const expectInTurn = async (count: number) => {
      for (const { n, priority } of line.splice(0, count)) {
        const call = await next();
        begun.push(call);
        expect({ priority, n: call.n, attempt: call.attempt }).toEqual({ priority, n, attempt: 1 });
      }
    };

    // All of the two highest classes. The last of them fails: before its second attempt is in line, a worker takes one more.
    await expectInTurn(2 * EACH);
    const failing = begun.at(-1);
    while (gate.held[0] !== failing) await expectInTurn(1);
    const beside = await next(503);
    begun.push(beside);
    expect([line[0]?.n, failing?.n]).toContain(beside.n);
    if (beside.n === line[0]?.n) {
      line.shift();
      await untilInLine(line.length + 1);
      expect(await next()).toMatchObject({ n: failing?.n, attempt: 2 });
    } else expect(beside.attempt).toBe(2);

    // Late, and critical: it and the child of such a run pass all that wait.
    const waited = line.length;
    const late = await submit('critical', 1_001);
    await untilInLine(waited + 1);
    const parent = await submit('critical', 1_002, 'ranked-parent');
    await untilInLine(waited + 2);
    expect((await next()).n).toBe(late.n);
    expect((await next()).n).toBe(parent.n);
    measure('steps that a late critical one passed', waited);

    // A worker dies with a step in hand, which is delivered again.
    await expectInTurn(WORKERS);
    const lost = begun.at(-1);
    const victim = proof.fleet.workers.find(({ pid }) => pid === lost?.pid);
    const from = performance.now();
    await victim?.kill();
    const before = gate.calls.length;
    await proof.startWorker('gated-agents', ALONE);
    const first = await untilFound(() => gate.calls[before], { timeoutMs: 60_000 });
    // The new worker is there before the death is noticed, and takes whose turn it is.
    if (first.n === lost?.n) expect(first.attempt).toBe(1);
    else {
      expect(first.n).toBe(line.shift()?.n);
      await untilInLine(line.length + 1);
      expect(await next()).toMatchObject({ n: lost?.n, attempt: 1 });
    }
    measure(
      'from the kill of a worker until its step began again',
      `${Math.round(performance.now() - from)} ms`,
    );

    await expectInTurn(line.length);
    measure('steps that began in their turn', begun.length);
    measure('workers that took them', new Set(begun.map(({ pid }) => pid)).size);
    expect(new Set(begun.map(({ pid }) => pid)).size).toBe(WORKERS + 1);
    gate.open();
    for (const { runId, n } of [...submitted, late, parent])
      expect(await proof.client.waitForOutput(runId)).toBe(n);
    for (const { runId, n } of submitted) {
      const counts = countEvents(await readLog(proof.client, runId));
      expect({ n, completed: counts['step.completed s'] }).toEqual({ n, completed: 1 });
    }
    const { nodes } = await proof.client.tree(parent.runId);
    const child = nodes.find(({ workflow }) => workflow === 'ranked');
    expect((await proof.client.get(child?.runId ?? '')).priority).toBe('critical');
  },
  300_000,
);
