import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startRedisCluster } from '@ag06/test-support';
import { BenchFleet, untilSo } from '../fleet/bench-fleet.ts';
import { tellFigures } from '../fleet/figures.ts';

/**
 * One step that starts many runs on a Cluster of three nodes and as many partitions. Halfway a primary dies by SIGKILL; its
 * replica takes over, and it comes back as a replica itself.
 */
const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    children: { type: 'string' },
    concurrency: { type: 'string', default: '100' },
    workers: { type: 'string', default: '2' },
    kill: { type: 'boolean', default: true },
    json: { type: 'boolean', default: false },
  },
  allowNegative: true,
});
const count = Number(values.children ?? (values.full ? 10_000 : 100));
const LIMIT_MS = 900_000;
const DOWN_MS = 2_000;
const KID = { name: 'kid', steps: { s: { agent: 'core.echo', with: { n: '${input.n}' } } } };
const PARENT = {
  name: 'parent',
  steps: {
    each: {
      workflow: KID.name,
      forEach: '${input.list}',
      concurrency: Number(values.concurrency),
      with: { n: '${item}' },
    },
  },
  output: '${size(steps.each.output)}',
};

interface Parent {
  readonly status: string;
  readonly output?: number;
  readonly steps: Readonly<Record<string, { readonly items?: { readonly completed: number } }>>;
}

await using cluster = await startRedisCluster();
await using fleet = await BenchFleet.start({
  brokerUrl: cluster.url,
  workers: Number(values.workers),
  env: { AG06_PARTITIONS: '3' },
});
for (const workflow of [KID, PARENT]) await fleet.call('POST', '/v1/workflows', workflow);
const list = Array.from({ length: count }, (_, n) => n);
const from = performance.now();
const { runId } = (await fleet.call('POST', '/v1/runs', { workflow: PARENT.name, input: { list } })) as {
  runId: string;
};
const look = () =>
  fleet.call('GET', `/v1/runs/${runId}`).catch(() => undefined) as Promise<Parent | undefined>;
const completed = (parent: Parent | undefined): number => parent?.steps.each?.items?.completed ?? 0;
const isOver = (parent: Parent | undefined): boolean =>
  parent !== undefined && !['running', 'waiting'].includes(parent.status);

let tookOverMs = 0;
if (values.kill) {
  await untilSo('half of the children are over', LIMIT_MS, async () => completed(await look()) >= count / 2);
  const [primary] = await cluster.findPrimaries();
  // The partition of the parent, or another: each has a third of the children.
  const failOver = await cluster.killPrimaryOf(`{p${primary === undefined ? 0 : 1}}`);
  tookOverMs = failOver.tookMs;
  process.stderr.write(`a primary was killed; its replica took over after ${Math.round(tookOverMs)} ms\n`);
  await delay(DOWN_MS);
  await failOver.killed.restart();
}
await untilSo('the parent is over', LIMIT_MS, async () => isOver(await look()));
const seconds = (performance.now() - from) / 1_000;
const parent = await look();
const children = await listKids();
tellFigures(
  [
    { name: 'children.done', value: seconds, unit: 's' },
    { name: 'children.perSecond', value: count / seconds, unit: 'runs' },
    { name: 'children.tookOver', value: tookOverMs, unit: 'ms' },
    {
      name: 'children.parentCompleted',
      value: parent?.status === 'completed' ? 1 : 0,
      unit: 'runs',
      exactly: 1,
    },
    { name: 'children.outputs', value: parent?.output ?? 0, unit: 'items', exactly: count },
    { name: 'children.runs', value: children.runs, unit: 'runs', exactly: count },
    { name: 'children.notCompleted', value: children.notCompleted, unit: 'runs', exactly: 0 },
    { name: 'children.itemsTwice', value: children.itemsTwice, unit: 'items', exactly: 0 },
  ],
  values.json,
);

/** What the lists know of the children, each of which names the item that it is for. */
async function listKids() {
  const items = new Map<string, number>();
  let [runs, notCompleted] = [0, 0];
  for (let cursor = ''; ; ) {
    const page = (await fleet.call('GET', `/v1/runs?workflow=${KID.name}&limit=500${cursor}`)) as {
      items: { status: string; parent?: { item?: number } }[];
      next?: string;
    };
    for (const { status, parent: starter } of page.items) {
      runs++;
      if (status !== 'completed') notCompleted++;
      const item = String(starter?.item ?? `run ${runs}`);
      items.set(item, (items.get(item) ?? 0) + 1);
    }
    if (page.next === undefined)
      return { runs, notCompleted, itemsTwice: [...items.values()].filter((times) => times > 1).length };
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}
