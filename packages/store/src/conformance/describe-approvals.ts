import type { ApprovalCard } from '@ag06/protocol';
import { expect, it } from '@jest/globals';
import type { ApprovalPosition, ApprovalQuery, OpenApproval } from '../approvals.ts';
import type { Context } from './describe-store.ts';
import { awaiting, freshId, META, Player, scheduled } from './fixture.ts';

/** The list of what waits for an answer of a person. */
export function describeApprovals({ store }: Context): void {
  const card = (ask: string) => JSON.stringify({ ask, choices: ['yes', 'no'] } satisfies ApprovalCard);
  /** A workflow of its own, so that no other test is in its lists. */
  const freshWorkflow = () => `asks-${freshId()}`;

  const submit = async (workflow: string, asks: Readonly<Record<string, string>>, tenant = 'default') => {
    const player = new Player(store());
    const roots = Object.entries(asks).map(([unit, signal]) =>
      awaiting(unit, `signal:${signal}`, card(unit)),
    );
    await player.submit({ roots, tenant, meta: JSON.stringify({ ...META, tenant, workflow }) });
    return player;
  };
  const list = (workflow: string, more: Partial<ApprovalQuery> = {}) => {
    const query = { tenant: 'default', workflow, signal: undefined, after: undefined, limit: 10 };
    return store().runs.listApprovals({ ...query, ...more });
  };
  const unitsOf = async (workflow: string, more?: Partial<ApprovalQuery>) =>
    (await list(workflow, more)).approvals.map(({ unit }) => unit);

  it('lists a unit while it waits for an answer, with its question, its run and the time since which it waits', async () => {
    const workflow = freshWorkflow();
    const player = await submit(workflow, { a: 'go' });
    const { approvals, next } = await list(workflow);
    const unit = await player.unit('a');
    const opened = (await player.events()).find(({ type }) => type === 'step.waiting');
    expect(next).toBeUndefined();
    expect(approvals).toEqual([
      {
        runId: player.runId,
        unit: 'a',
        park: unit?.park,
        dueAt: 0,
        signal: 'go',
        openedAt: opened?.at,
        card: { ask: 'a', choices: ['yes', 'no'] },
        meta: expect.objectContaining({ workflow, correlationId: META.correlationId }),
      } satisfies Record<keyof OpenApproval, unknown>,
    ]);
    expect(opened).toMatchObject({ reason: 'signal:go', ask: 'a', choices: ['yes', 'no'] });
    const find = (runId: string, of: string) => store().runs.findApproval(runId, of);
    expect(await find(player.runId, 'a')).toEqual(approvals[0]);
    for (const other of ['b', '', 'valueOf']) expect(await find(player.runId, other)).toBeUndefined();
    for (const runId of ['r0-none', '', "' OR '1'='1"]) expect(await find(runId, 'a')).toBeUndefined();
    await player.signal('go');
    expect(await unitsOf(workflow)).toEqual([]);
    expect(await find(player.runId, 'a')).toBeUndefined();
  });

  it('does not list a unit that waits for a signal without a question', async () => {
    const workflow = freshWorkflow();
    const player = new Player(store());
    const meta = JSON.stringify({ ...META, workflow });
    await player.submit({
      meta,
      roots: [awaiting('a', 'signal:go'), awaiting('b', 'timer'), scheduled('c')],
    });
    expect(await unitsOf(workflow)).toEqual([]);
  });

  it('removes a unit from the list that times out, or that ends with its run', async () => {
    const workflow = freshWorkflow();
    const player = await submit(workflow, { a: 'go', b: 'go', c: 'go' });
    const park = (await player.unit('b'))?.park ?? 0;
    await player.commit({
      guard: { on: 'parked', unit: 'b', reason: 'signal:go', park },
      change: { to: 'timed_out', error: '{"code":"X","message":"x"}' },
    });
    expect(await unitsOf(workflow)).toEqual(['a', 'c']);
    await player.cancel();
    expect(await unitsOf(workflow)).toEqual([]);
    expect(await unitsOf(workflow, { signal: 'go' })).toEqual([]);
  });

  it('keeps the list of a paused run, whose approvals are answered alike', async () => {
    const workflow = freshWorkflow();
    const player = await submit(workflow, { a: 'go' });
    await player.byRun(['running'], { change: { to: 'paused' } });
    expect(await unitsOf(workflow)).toEqual(['a']);
    expect(await player.signal('go', { orElse: 'refuse' })).toMatchObject({ result: 'applied' });
    expect(await unitsOf(workflow)).toEqual([]);
  });

  it('filters by workflow, by signal and by both, and keeps tenants apart', async () => {
    const [workflow, other] = [freshWorkflow(), freshWorkflow()];
    const signal = freshWorkflow();
    await submit(workflow, { a: signal, b: 'go' });
    await submit(other, { c: signal });
    await submit(workflow, { d: signal }, 'another');
    expect(await unitsOf(workflow)).toEqual(['a', 'b']);
    expect(await unitsOf(workflow, { signal })).toEqual(['a']);
    // Those of one moment are in the order of their runs.
    expect((await unitsOf(workflow, { workflow: undefined, signal })).sort()).toEqual(['a', 'c']);
    expect(await unitsOf(workflow, { tenant: 'another' })).toEqual(['d']);
    const all = (await list(workflow, { workflow: undefined, limit: 1_000 })).approvals;
    expect(all.map(({ unit }) => unit)).toEqual(expect.arrayContaining(['a', 'b', 'c']));
    expect(all.every(({ meta }) => meta.tenant === 'default')).toBe(true);
  });

  it('pages through them, that which has waited longest first, each once', async () => {
    const workflow = freshWorkflow();
    for (let i = 0; i < 4; i++) await submit(workflow, { a: 'go', b: 'go' });
    const all = (await list(workflow)).approvals;
    expect(all).toHaveLength(8);
    expect(all.map(({ openedAt }) => openedAt)).toEqual(
      all.map(({ openedAt }) => openedAt).sort((a, b) => a - b),
    );
    const paged: OpenApproval[] = [];
    let after: ApprovalPosition | undefined;
    do {
      const page = await list(workflow, { limit: 3, after });
      paged.push(...page.approvals);
      after = page.next;
    } while (after !== undefined);
    expect(paged).toEqual(all);
  });

  it('lists a step that asks again under another number', async () => {
    const workflow = freshWorkflow();
    const player = await submit(workflow, { a: 'go' });
    const [first] = (await list(workflow)).approvals;
    await player.signal('go', { id: 'answer' });
    const token = (await player.unit('a'))?.token ?? 0;
    const opening = awaiting('a', 'signal:go', card('again'));
    await player.commit({
      guard: { on: 'token', unit: 'a', token },
      change: { to: 'open', opening, lost: false },
    });
    const [second] = (await list(workflow)).approvals;
    expect(second?.card.ask).toBe('again');
    expect(second?.park).toBeGreaterThan(first?.park ?? 0);
  });
}
