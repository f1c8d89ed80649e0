import { type ProcessExit, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectOneEnd } from '../expect-one-end.ts';
import { GROUPS, type Group, groupAt, serves } from '../fault-groups.ts';
import { pointsIn, type Scene } from '../fault-table.ts';
import { allKinds, repeating, slow, withItems } from '../fault-workflows.ts';
import { TestFleet } from '../test-fleet.ts';

/**
 * A worker dies by SIGKILL at each of the points of the table, once, in a run that nobody else can take: it alone serves
 * the group. When all have died, one worker that serves all groups must bring each run to its one end.
 */
const POINTS = pointsIn(
  'a worker',
  'a worker without eager steps',
  'a worker that drains',
  'a worker with items',
  'a worker that repeats a step',
);
const KEY = (group: Group) => ({ 'idempotency-key': group.name });
const AT_ONCE = 4;
const DRAIN_MS = 100;

interface Death {
  readonly exit: ProcessExit;
  readonly runId: string;
}

let fleet: TestFleet;
const deaths = new Map<string, Promise<Death>>();

function workflowOf(scene: Scene, group: Group) {
  if (scene === 'a worker that drains') return slow(group);
  if (scene === 'a worker with items') return withItems(group);
  return scene === 'a worker that repeats a step' ? repeating(group) : allKinds(group);
}

async function dieAt(point: string, scene: Scene, group: Group): Promise<Death> {
  const workflow = workflowOf(scene, group);
  await fleet.push(workflow);
  const nth = scene === 'a worker that repeats a step' ? 2 : 1;
  const worker = await fleet.startWorker({
    ...serves([group]),
    AG06_TEST_FAULT: `${point}:${nth}`,
    AG06_EAGER: scene === 'a worker without eager steps' ? 'off' : 'on',
    AG06_DRAIN_TIMEOUT_MS: String(DRAIN_MS),
  });
  const runId = await fleet.submit(workflow.name, null, KEY(group));
  if (scene === 'a worker that drains') {
    await worker.waitForLine(/patient .* started/);
    void worker.kill('SIGTERM');
  }
  let hasDied = false;
  void worker.exited.then(() => {
    hasDied = true;
  });
  try {
    await until(() => hasDied, { timeoutMs: 60_000, message: `a worker that dies at ${point}` });
    return { exit: await worker.exited, runId };
  } finally {
    await worker.stop();
  }
}

beforeAll(async () => {
  fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000' });
  const left = [...POINTS.entries()];
  const killAll = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [i, [point, scene]] = next;
      const death = dieAt(point, scene, groupAt(i));
      deaths.set(`${point} ${scene}`, death);
      await death.catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, killAll));
  await fleet.startWorker(serves(GROUPS.slice(0, POINTS.length)));
}, 300_000);
afterAll(() => fleet.stop());

describe('a worker that dies', () => {
  it.concurrent.each(POINTS)(
    'at %s leaves nothing undone and nothing done twice (%s)',
    async (point, scene) => {
      const death = deaths.get(`${point} ${scene}`);
      if (death === undefined) throw new Error('Nobody died here.');
      const { exit, runId } = await death;
      expect(exit.signal).toBe('SIGKILL');
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet, runId);
      const group = groupAt(POINTS.findIndex(([one, other]) => one === point && other === scene));
      expect(await fleet.submit(workflowOf(scene, group).name, null, KEY(group))).toBe(runId);
      if (scene !== 'a worker that repeats a step') return;
      const iterated = (await fleet.events(runId)).filter(({ type }) => type === 'step.iterated');
      expect(iterated.map(({ output }) => output)).toEqual([
        { n: 0, before: null },
        { n: 1, before: 0 },
      ]);
    },
    120_000,
  );
});
