import { createRandom, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { readLog } from '../fleet/event-facts.ts';
import { type ProofFleet, startProofFleet } from '../fleet/proof-fleet.ts';
import { proveCase } from '../proof/prove-case.ts';

const CLASSES = ['critical', 'high', 'normal', 'low', 'bulk'] as const;
type Class = (typeof CLASSES)[number];
const EACH = 40;
const WORKERS = 3;

let proof: ProofFleet;
beforeAll(async () => {
  proof = await startProofFleet(0);
  await proof.client.workflows.push({
    name: 'ranked',
    steps: { s: { agent: 'proof.square', with: { n: 1, ms: 15 } } },
  });
  await proof.client.workflows.push({ name: 'ranked-parent', steps: { c: { workflow: 'ranked' } } });
}, 120_000);
afterAll(() => proof.stop());

const rankOf = (one: Class): number => CLASSES.indexOf(one);

proveCase(
  73,
  'Two hundred steps of five priorities, submitted in random order while nobody serves them, begin class by class and in the order of their submission within a class, on three workers at once; a later critical one passes all that wait; a worker that is killed, a retry and a child cost nobody the place of their class.',
  async (measure) => {
    const { client } = proof;
    const random = createRandom(73);
    const order: Class[] = CLASSES.flatMap((one) => Array<Class>(EACH).fill(one));
    for (let i = order.length - 1; i > 0; i--) {
      const j = random.int(i + 1);
      [order[i], order[j]] = [order[j] ?? 'normal', order[i] ?? 'normal'];
    }
    const submitted: { readonly runId: string; readonly priority: Class; readonly nth: number }[] = [];
    // One after the other: the order of submission is known.
    for (const [nth, priority] of order.entries())
      submitted.push({ runId: (await client.submit('ranked', null, { priority })).runId, priority, nth });
    const alone = { AG06_CONCURRENCY: '1' };
    await Promise.all(Array.from({ length: WORKERS }, () => proof.startWorker('core-agents', alone)));
    // When a third is done, more comes: of the highest class, and a parent whose child is of that class.
    await until(async () => (await countOf('completed')) >= 60, { timeoutMs: 120_000, everyMs: 50 });
    const late = await client.submit('ranked', null, { priority: 'critical' });
    const parent = await client.submit('ranked-parent', null, { priority: 'critical' });
    const waitingThen = order.length - (await countOf('completed'));
    await proof.fleet.workers[0]?.kill();
    await proof.startWorker('core-agents', alone);
    for (const { runId } of submitted) await client.waitForOutput(runId);
    for (const run of [late, parent]) await client.waitForOutput(run);
    const starts = await Promise.all(
      submitted.map(async (one) => {
        const log = await readLog(client, one.runId);
        const started = log.filter(({ type }) => type === 'step.started');
        // The step of the killed worker began once more: its first start counts.
        return { ...one, at: Date.parse(started[0]?.at ?? ''), starts: started.length };
      }),
    );
    starts.sort((a, b) => a.at - b.at);
    measure(
      'steps that began twice, because their worker was killed',
      starts.filter((one) => one.starts > 1).length,
    );
    const wrong = starts.filter(({ priority, at }) =>
      starts.some((other) => rankOf(other.priority) > rankOf(priority) && other.at < at - SLACK_MS),
    );
    measure('steps that began after one of a lower class', wrong.length);
    expect(wrong.map(({ priority, nth }) => `${priority} ${nth}`)).toEqual([]);
    for (const one of CLASSES) {
      const own = starts.filter(({ priority }) => priority === one);
      const early = own.filter(({ nth, at }) =>
        own.some((other) => other.nth < nth && other.at > at + SLACK_MS),
      );
      expect(early.map(({ nth }) => `${one} ${nth}`)).toEqual([]);
    }
    // Who came late and is critical began before most of what had waited.
    const lateAt = Date.parse(
      (await readLog(client, late.runId)).find(({ type }) => type === 'step.started')?.at ?? '',
    );
    const after = starts.filter(({ at }) => at > lateAt).length;
    measure('steps that a late critical one passed', `${after} of ${waitingThen}`);
    expect(after).toBeGreaterThanOrEqual(waitingThen - 2 * WORKERS - 10);
    const { nodes } = await client.tree(parent);
    expect(nodes).toHaveLength(2);
    const child = nodes.find(({ workflow }) => workflow === 'ranked');
    expect((await client.get(child?.runId ?? '')).priority).toBe('critical');
  },
  300_000,
);

/** Three workers ask at the same time: who asked a moment before got what was first then. */
const SLACK_MS = 250;

async function countOf(status: 'completed'): Promise<number> {
  let count = 0;
  for await (const _ of proof.client.list({ workflow: 'ranked', status: [status], pageSize: 500 })) count++;
  return count;
}
