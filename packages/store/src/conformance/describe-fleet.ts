import { expect, it } from '@jest/globals';
import type { Context } from './describe-store.ts';
import { freshId } from './fixture.ts';

/** Workflows, workers, leases and the other things that belong to no run. */
export function describeFleet({ store }: Context): void {
  it('keeps every version of a workflow, and the last one pushed as latest', async () => {
    const { workflows } = store();
    const name = `flow${freshId()}`;
    expect(await workflows.saveWorkflow('default', { name, version: '1', definition: '{}' })).toEqual({
      isNew: true,
    });
    expect(await workflows.saveWorkflow('default', { name, version: '2', definition: '{"b":1}' })).toEqual({
      isNew: true,
    });
    expect(await workflows.saveWorkflow('default', { name, version: '1', definition: '{}' })).toEqual({
      isNew: false,
    });
    expect(await workflows.loadWorkflow('default', name, undefined)).toEqual({
      name,
      version: '1',
      definition: '{}',
    });
    expect(await workflows.loadLatestVersion('default', name)).toBe('1');
    expect(await workflows.loadLatestVersion('default', `no-${name}`)).toBeUndefined();
    expect(await workflows.loadWorkflow('default', name, '2')).toMatchObject({ definition: '{"b":1}' });
    expect(await workflows.loadWorkflow('default', name, '3')).toBeUndefined();
    expect(await workflows.loadWorkflow('else', name, undefined)).toBeUndefined();
    const [one, two] = await workflows.listVersions('default', name);
    expect([one, two]).toMatchObject([{ version: '1' }, { version: '2' }]);
    expect(one?.savedAt).toBeGreaterThanOrEqual(two?.savedAt ?? Number.NaN);
    expect(await workflows.listVersions('else', name)).toEqual([]);
    expect(await workflows.listWorkflows('default')).toEqual(
      expect.arrayContaining([{ name, version: '1', savedAt: one?.savedAt }]),
    );
  });

  it('returns names of workflows, of many no more than are asked for', async () => {
    const { workflows } = store();
    const tenant = `tenant-${freshId()}`;
    expect(await workflows.sampleNames(tenant, 10)).toEqual([]);
    const names = Array.from({ length: 300 }, (_, n) => `w${n}`);
    const save = (name: string) => workflows.saveWorkflow(tenant, { name, version: '1', definition: '{}' });
    await Promise.all(names.map(save));
    expect([...(await workflows.sampleNames(tenant, 1_000))].sort()).toEqual([...names].sort());
    const some = await workflows.sampleNames(tenant, 20);
    expect(new Set(some).size).toBe(20);
    expect(some.every((name) => names.includes(name))).toBe(true);
  });

  it('knows the workers that live, and every agent that was ever served', async () => {
    const { fleet } = store();
    const worker = {
      id: freshId(),
      host: 'h',
      pid: 1,
      agents: ['x.a', 'x.b'],
      startedAt: 1,
      seenAt: Date.now(),
    };
    const gone = { ...worker, id: freshId(), agents: ['x.c'] };
    await fleet.registerWorker(gone);
    const ids = async (withinMs = 10_000) => (await fleet.listWorkers(withinMs)).map((found) => found.id);
    // A record leaves the list when it is older than that.
    while ((await ids(1)).includes(gone.id));
    await fleet.registerWorker(worker);
    expect(await ids()).toContain(worker.id);
    expect(await fleet.listAgents()).toEqual(expect.arrayContaining(['x.a', 'x.b', 'x.c']));
    await fleet.removeWorker(worker.id);
    expect(await ids()).not.toContain(worker.id);
  });

  it('tells of agents that runs are to use though nobody has ever served them, of the last 1,000', async () => {
    const { fleet } = store();
    const worker = { id: freshId(), host: 'h', pid: 1, agents: ['x.a'], startedAt: 1, seenAt: Date.now() };
    await fleet.registerWorker(worker);
    await fleet.noteAgents(['x.a', 'x.misspelt', 'x.misspelt']);
    expect(await fleet.listQueuedAgents()).toEqual(expect.arrayContaining(['x.a', 'x.misspelt']));
    expect(await fleet.listAgents()).not.toContain('x.misspelt');
    await fleet.noteAgents(Array.from({ length: 1_000 }, (_, i) => `y.${i}`));
    expect(await fleet.listQueuedAgents()).not.toContain('x.misspelt');
    const noted = (await fleet.listQueuedAgents()).filter((agent) => agent.startsWith('y.'));
    expect(noted).toHaveLength(1_000);
    await fleet.noteAgents([]);
  });

  it.each([-3_600_000, 3_600_000])(
    'knows when a worker registered by its own clock, though that of the host is %i ms ahead',
    async (aheadMs) => {
      const { fleet, runs } = store();
      const hostNow = (await runs.now()) + aheadMs;
      const worker = { id: freshId(), host: 'h', pid: 1, agents: [], startedAt: 1, seenAt: hostNow };
      await fleet.registerWorker(worker);
      const found = (await fleet.listWorkers(60_000)).find(({ id }) => id === worker.id);
      expect(Math.abs((await runs.now()) - (found?.seenAt ?? 0))).toBeLessThan(60_000);
    },
  );

  it('gives a lease to one holder at a time', async () => {
    const { fleet } = store();
    const name = freshId();
    expect(await fleet.acquireLease(name, 'a', 60_000)).toBe(true);
    expect(await fleet.acquireLease(name, 'b', 60_000)).toBe(false);
    expect(await fleet.acquireLease(name, 'a', 60_000)).toBe(true);
  });

  it('tells its condition, in which nothing is wrong', async () => {
    const { usedBytes, evictionPolicy, saveFailure } = await store().inspect();
    expect({ evictionPolicy, saveFailure }).toEqual({ evictionPolicy: undefined, saveFailure: undefined });
    // The store in memory does not tell it.
    if (usedBytes !== undefined) expect(usedBytes).toBeGreaterThan(0);
  });

  it('keeps what a worker reports of itself', async () => {
    const { fleet } = store();
    const work = { 'x.a': { ended: 7, busyMs: 90, running: 2, slots: 10 } };
    const report = { slots: { used: 3, limit: 10 }, lagMs: 4, work };
    const worker = { id: freshId(), host: 'h', pid: 1, agents: [], startedAt: 1, seenAt: Date.now() };
    await fleet.registerWorker({ ...worker, ...report });
    const found = (await fleet.listWorkers(10_000)).find(({ id }) => id === worker.id);
    expect(found).toMatchObject(report);
  });

  it('keeps one epoch and one secret, and moves the epoch once', async () => {
    const { fleet } = store();
    const epoch = await fleet.loadEpoch();
    expect(await fleet.loadEpoch()).toBe(epoch);
    expect(await fleet.moveEpoch(epoch, epoch + 5)).toBe(true);
    expect(await fleet.moveEpoch(epoch, epoch + 9)).toBe(false);
    expect(await fleet.loadEpoch()).toBe(epoch + 5);
    expect(await fleet.loadSecret()).toMatch(/^[0-9a-f]{64}$/);
    expect(await fleet.loadSecret()).toBe(await fleet.loadSecret());
  });

  it('lists dead letters, newest first', async () => {
    const { fleet } = store();
    await fleet.addDeadLetter({ queue: 'agent.x', jobId: '1', reason: 'JOB_INVALID', data: { a: 1 } });
    await fleet.addDeadLetter({
      queue: 'agent.x',
      jobId: '2',
      reason: 'JOB_INVALID',
      problem: { status: 422 },
      data: null,
      sentAt: 1_700_000_000_000,
    });
    expect(await fleet.listDeadLetters(2)).toMatchObject([
      { jobId: '2', problem: { status: 422 }, sentAt: 1_700_000_000_000 },
      { jobId: '1', data: { a: 1 } },
    ]);
  });

  it('shows a dead letter by its id, removes it once, and pages through the others', async () => {
    const { fleet } = store();
    const queue = `agent.${freshId()}`;
    for (const jobId of ['1', '2', '3', '4'])
      await fleet.addDeadLetter({ queue, jobId, reason: 'JOB_INVALID', data: null });
    const [four, three, two, one] = await fleet.listDeadLetters(4);
    expect([four, three, two, one].map((letter) => letter?.jobId)).toEqual(['4', '3', '2', '1']);
    expect(await fleet.loadDeadLetter(three?.id ?? '')).toEqual(three);
    expect(await fleet.removeDeadLetter(three?.id ?? '')).toBe(true);
    expect(await fleet.removeDeadLetter(three?.id ?? '')).toBe(false);
    expect(await fleet.loadDeadLetter(three?.id ?? '')).toBeUndefined();
    expect(await fleet.listDeadLetters(3)).toEqual([four, two, expect.objectContaining({ jobId: '1' })]);
    expect(await fleet.listDeadLetters(1, four?.id)).toEqual([two]);
    expect(await fleet.listDeadLetters(2, three?.id)).toEqual([two, one]);
    for (const unknown of ['', 'x', '-1', '999999999999999999999999-0', "1' OR '1'='1"]) {
      expect(await fleet.loadDeadLetter(unknown)).toBeUndefined();
      expect(await fleet.removeDeadLetter(unknown)).toBe(false);
    }
  });
}
