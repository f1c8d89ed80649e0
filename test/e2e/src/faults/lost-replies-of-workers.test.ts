import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectOneEnd } from '../expect-one-end.ts';
import { type Group, groupAt, serves } from '../fault-groups.ts';
import { repliesIn } from '../fault-table.ts';
import { playedIn, slow } from '../fault-workflows.ts';
import { LosingProxy } from '../losing-proxy.ts';
import { startsOf } from '../starts-of.ts';
import { TestFleet } from '../test-fleet.ts';

/**
 * A worker's command is carried out, but its reply never comes and its connection is reset: the client sends it again.
 * Nothing may be done twice, and nothing may wait for a redelivery. Each worker serves a group of agents alone.
 */
interface Losing {
  readonly group: Group;
  readonly proxy: LosingProxy;
}

let fleet: TestFleet;
let eager: Losing;
let patient: Losing;
const proxies: LosingProxy[] = [];

async function addProxy(): Promise<LosingProxy> {
  const proxy = await LosingProxy.start(fleet.redis.port);
  proxies.push(proxy);
  return proxy;
}

async function addWorker(group: Group, env: Readonly<Record<string, string>>): Promise<Losing> {
  const proxy = await addProxy();
  await fleet.startWorker({ ...serves([group]), ...env, AG06_BROKER_URL: proxy.url });
  return { group, proxy };
}

beforeAll(async () => {
  fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '1000' });
  [eager, patient] = await Promise.all([
    addWorker(groupAt(0), { AG06_EAGER: 'on' }),
    addWorker(groupAt(1), { AG06_EAGER: 'off' }),
  ]);
}, 120_000);
afterAll(async () => {
  await fleet.stop();
  await Promise.all(proxies.map((proxy) => proxy.stop()));
});

describe('a worker that loses the reply of', () => {
  it.each(
    repliesIn(
      'a worker',
      'a worker without eager steps',
      'a worker with items',
      'a worker that repeats a step',
    ),
  )(
    '%s does nothing twice',
    async (_, match, scene) => {
      const { group, proxy } = scene === 'a worker without eager steps' ? patient : eager;
      const [toWorkflow, output, starts] = playedIn(scene);
      const workflow = toWorkflow(group);
      await fleet.push(workflow);
      const lost = proxy.loseNextReply(match);
      const runId = await fleet.submit(workflow.name);
      await lost;
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed', output });
      await expectOneEnd(fleet, runId);
      expect(await startsOf(fleet, runId)).toEqual(starts);
      proxy.forget(runId);
    },
    120_000,
  );

  let drained = 2;
  it.concurrent.each(repliesIn('a worker that drains'))(
    '%s gives its step to another, once and without a loss',
    async (_, match) => {
      const group = groupAt(drained++);
      const workflow = slow(group);
      await fleet.push(workflow);
      const proxy = await addProxy();
      const leaving = await fleet.startWorker({
        ...serves([group]),
        AG06_BROKER_URL: proxy.url,
        AG06_DRAIN_TIMEOUT_MS: '100',
      });
      const runId = await fleet.submit(workflow.name);
      await leaving.waitForLine(/patient .* started/);
      const lost = proxy.loseNextReply(match);
      const exit = leaving.kill('SIGTERM');
      await lost;
      expect(await exit).toMatchObject({ code: 0 });
      await fleet.startWorker(serves([group]));
      expect(await fleet.result(runId, 45)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet, runId);
      expect(await startsOf(fleet, runId)).toEqual(['s 1', 's 1']);
      const events = await fleet.events(runId);
      expect(events.filter((event) => event.type === 'step.redelivered')).toMatchObject([{ lost: 0 }]);
    },
    120_000,
  );
});
