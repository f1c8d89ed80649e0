import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '@ag06/client';
import { startUpFleet, type TempDir, tempDir, type UpFleet, until } from '@ag06/test-support';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BROKEN, KINDS, LEAF } from './kinds-workflow.ts';
import { runCli } from './run-cli.ts';

/** It fails until it was retried. */
const FAILS = {
  name: 'fails',
  steps: {
    list: {
      agent: 'core.fail',
      forEach: [0, 1, 0],
      with: { times: '${item}' },
      retry: { maxAttempts: 1 },
    },
  },
};
const STUCK = { name: 'stuck', steps: { a: { signal: 'none' }, b: { agent: 'core.echo', needs: ['a'] } } };

let fleet: UpFleet;
let folder: TempDir;
let client: Client;

beforeAll(async () => {
  [fleet, folder] = await Promise.all([startUpFleet('history'), tempDir('histories')]);
  client = new Client({ url: fleet.url });
  for (const definition of [LEAF, BROKEN, KINDS, FAILS, STUCK]) await client.workflows.push(definition);
}, 60_000);
afterAll(async () => {
  await fleet.stop();
  await folder.remove();
});

const isOver = async (runId: string) =>
  ['completed', 'failed', 'cancelled', 'timed_out'].includes((await client.get(runId)).status);

async function exportTo(name: string, runId: string): Promise<string> {
  const file = join(folder.path, `${name}.json`);
  await writeFile(file, await fleet.ag06('runs', 'export', runId));
  return file;
}

async function runKinds(): Promise<string> {
  const { runId } = await client.submit('kinds', { n: 1, list: ['x', 'y', 'z'] });
  await client.signal(runId, 'go', { ok: true });
  await until(async () => (await client.get(runId)).steps.ask?.status === 'waiting');
  await client.pause(runId);
  for await (const { id } of client.approvals.list({ signal: 'ok' }))
    await client.approvals.answer(id, { choice: 'approve' });
  await client.resume(runId);
  await until(() => isOver(runId));
  return runId;
}

it('a run with steps of every kind is shown as it was, exported, and decided again', async () => {
  const runId = await runKinds();
  const live = await client.get(runId);
  expect(live).toMatchObject({ status: 'completed', output: { asked: 'approve' } });
  // The log tells all that readers are shown.
  const { seq, at: _, ...state } = await client.history.state(runId);
  expect(state).toEqual(live);
  const early = await client.history.state(runId, { at: 2 });
  expect(early.steps).toMatchObject({ echo: { status: 'ready' }, last: { status: 'pending' } });
  expect(early.status).toBe('running');
  expect(await fleet.ag06('runs', 'state', runId, '--at', String(seq))).toContain('completed');
  expect(
    (await fleet.ag06('runs', 'state', runId, '--watch', '--at', String(seq - 2))).split('after event')
      .length,
  ).toBeGreaterThan(1);
  const file = await exportTo('kinds', runId);
  expect(await fleet.ag06('runs', 'replay', file)).toMatch(new RegExp(`^same .* ${seq} events$`));

  const changed = join(folder.path, 'changed.yaml');
  const steps = { ...KINDS.steps, skipped: { ...KINDS.steps.skipped, when: '${true}' } };
  await writeFile(changed, JSON.stringify({ ...KINDS, steps }));
  const other = await runCli(['runs', 'replay', runId, '--definition', changed], {
    cwd: folder.path,
    url: fleet.url,
  });
  expect(other).toMatchObject({ code: 1 });
  expect(other.out).toContain('recorded: step skipped was skipped');
}, 60_000);

it('a folder of histories is decided again: retried, cancelled and open runs, and children', async () => {
  const fails = await client.submit('fails', null);
  await until(() => isOver(fails.runId));
  await client.retry(fails);
  await until(() => isOver(fails.runId));
  const [stuck, open] = [await client.submit('stuck', null), await client.submit('stuck', null)];
  await client.cancel(stuck);
  const later = await client.submit('stuck', null, { delay: '1h' });
  for (const [name, { runId }] of Object.entries({ fails, stuck, open, later })) {
    const live = await client.get(runId);
    const { seq: _, at: __, ...state } = await client.history.state(runId);
    expect(state).toEqual(live);
    await exportTo(name, runId);
  }
  for await (const { runId } of client.list({ workflow: 'broken' })) await exportTo(runId, runId);
  const told = await fleet.ag06('runs', 'replay', folder.path);
  expect(told.split('\n').at(-1)).toMatch(/^\d+ runs, no differences$/);
  await writeFile(
    join(folder.path, 'cut.json'),
    (await fleet.ag06('runs', 'export', open.runId)).split('\n').slice(0, -2).join('\n'),
  );
  const cut = await runCli(['runs', 'replay', folder.path, '--json'], { cwd: folder.path, url: fleet.url });
  expect(cut).toMatchObject({ code: 1 });
  expect(cut.out).toContain('was cut off after event');
}, 60_000);
