import { LIMITS } from '@ag06/contracts';
import type { Commit, Evaluation, Next, RunEnd, RunField } from '@ag06/protocol';
import { describe, expect, it } from '@jest/globals';
import { loadEvents } from '../read-log.ts';
import type { Context } from './describe-store.ts';
import {
  CANCELLED,
  claimed,
  enqueuesOf,
  evaluated,
  freshReason,
  grantOf,
  movesOf,
  Player,
  scheduled,
} from './fixture.ts';
import { listOf } from './lane-player.ts';

const TIMEOUT_MS = 60_000;
const names = (count: number, prefix: string): string[] =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const outputsOf = (steps: readonly string[]): RunField[] => steps.map((step): RunField => `o:${step}`);
const FAILED: RunEnd = { status: 'failed', error: '{"code":"AGENT_FAILED","message":"x"}' };
const TIMED_OUT: RunEnd = { status: 'timed_out', error: '{"code":"RUN_TIMED_OUT","message":"x"}' };

/** Runs as large as the limits of the language allow, and one more: every commit is applied, and applied whole. */
export function describeLimits(context: Context): void {
  const { store, itOfThousands } = context;

  itOfThousands(
    'applies an outcome that opens dependants by one edge more than there may be',
    async () => {
      const player = new Player(store());
      await player.submit();
      const a = grantOf(await player.claim('a'));
      const reads = outputsOf(['a', ...names(19, 'p')]);
      const next = names(LIMITS.edges / 20 + 1, 'd').map((unit): Next => evaluated(unit, 1, reads));
      const answer = movesOf(await player.complete(a, { next }));
      expect(answer.evaluations).toHaveLength(LIMITS.edges / 20 + 1);
      for (const { values } of answer.evaluations) expect([...values]).toEqual([['o:a', '{"from":"a"}']]);
      expect(await player.types()).toContain('step.completed a');
    },
    TIMEOUT_MS,
  );

  itOfThousands(
    'opens one step more than there may be, and joins them all',
    async () => {
      const player = new Player(store());
      const steps = names(LIMITS.steps + 1, 's');
      const opened = movesOf(await player.submit({ roots: steps.map((step) => evaluated(step, 0)) }));
      expect(opened.evaluations).toHaveLength(steps.length);
      const output = evaluated('$', steps.length, outputsOf(steps));
      const answers = await Promise.all(
        opened.evaluations.map((held) =>
          player.complete(held, { next: [output], known: [`o:${held.unit}`] }),
        ),
      );
      const held = answers.flatMap((answer) => movesOf(answer).evaluations);
      expect(held.map(({ unit }) => unit)).toEqual(['$']);
      expect(held[0]?.values.size).toBe(LIMITS.steps);
    },
    TIMEOUT_MS,
  );

  itOfThousands(
    'starts a step that reads more outputs than there may be steps',
    async () => {
      const player = new Player(store());
      const reads = outputsOf(names(10_001, 's'));
      await player.submit();
      const a = grantOf(await player.claim('a'));
      const next = [claimed('b', 1, reads), scheduled('c', 1, reads)];
      const answer = movesOf(await player.complete(a, { next }));
      expect(answer.grants.map(({ unit }) => unit)).toEqual(['b']);
      expect(grantOf(await player.claim('c')).values.size).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'records more events of one handler than a script can name arguments',
    async () => {
      const player = new Player(store());
      await player.submit();
      const emitted = names(10_001, 'e').map((name) => JSON.stringify({ name }));
      await player.complete(grantOf(await player.claim('a')), { emitted });
      const last = await loadEvents(store().runs, player.runId, 10_003, 10);
      expect(last?.map(({ type, name }) => [type, name])).toEqual([
        ['custom', 'e9999'],
        ['custom', 'e10000'],
        ['step.completed', undefined],
      ]);
    },
    TIMEOUT_MS,
  );

  describe('a run with one lane more than there may be', () => {
    const STEPS = 5;
    const LANES = LIMITS.lanes + 1;
    const ALL = STEPS * LANES;
    const expansionOf = ({ unit, token }: Evaluation, total: number): Pick<Commit, 'guard' | 'change'> => ({
      guard: { on: 'token', unit, token },
      change: { to: 'expanded', list: listOf(total), lanes: LANES, first: 'schedule', reads: [] },
    });

    /** `a` is claimed; all lanes of five `forEach` steps are scheduled. */
    async function expanded(total = LANES) {
      const player = new Player(store());
      const steps = names(STEPS, 'f');
      const roots = [scheduled('a'), ...steps.map((step) => evaluated(step, 0))];
      const { evaluations } = movesOf(await player.submit({ roots }));
      const answers = [];
      for (const held of evaluations) answers.push(await player.commit(expansionOf(held, total)));
      expect(answers.flatMap(enqueuesOf)).toHaveLength(ALL);
      return { player, a: grantOf(await player.claim('a')) };
    }

    it(
      'is cancelled, with all that was on its queues',
      async () => {
        const { player } = await expanded();
        const answer = movesOf(await player.cancel());
        expect(answer.status).toBe('cancelled');
        expect(answer.obsolete).toHaveLength(ALL + 1);
        const run = await store().runs.loadRun(player.runId);
        expect([...(run?.units.values() ?? [])].filter(({ status }) => status !== 'cancelled')).toEqual([]);
        expect((await loadEvents(store().runs, player.runId, 0, 1000))?.at(-1)?.type).toBe('run.cancelled');
      },
      TIMEOUT_MS,
    );

    it(
      'fails with a step of it, and runs out of its time',
      async () => {
        const [one, other] = await Promise.all([expanded(), expanded()]);
        const change = { to: 'failed', error: FAILED.status === 'failed' ? FAILED.error : '' } as const;
        const failed = movesOf(await one.player.complete(one.a, { change, end: FAILED }));
        expect([failed.status, failed.obsolete.length]).toEqual(['failed', ALL]);
        const over = movesOf(
          await other.player.byRun(['running'], { change: { to: 'ended' }, end: TIMED_OUT }),
        );
        expect([over.status, over.obsolete.length]).toEqual(['timed_out', ALL + 1]);
      },
      TIMEOUT_MS,
    );

    itOfThousands(
      'is paused and resumed, with all lanes that met the pause',
      async () => {
        const { player } = await expanded();
        await player.byRun(['running'], { change: { to: 'paused' } });
        const lanes = names(STEPS, 'f').flatMap((step) => names(LANES, `${step}.`));
        await Promise.all(lanes.map((lane) => player.claim(lane)));
        const resumed = await player.byRun(['paused'], { change: { to: 'resumed' } });
        expect(enqueuesOf(resumed)).toHaveLength(ALL);
      },
      TIMEOUT_MS,
    );

    itOfThousands(
      'is cancelled while all lanes wait for a breaker, none of which stays on the list',
      async () => {
        const { player } = await expanded();
        const reason = freshReason();
        const lanes = names(STEPS, 'f').flatMap((step) => names(LANES, `${step}.`));
        await Promise.all(lanes.map((lane) => player.claim(lane, { obstacle: reason })));
        expect((await store().runs.countBlocked()).get(reason)).toBe(ALL);
        await player.commit({
          guard: { on: 'run', statuses: ['running'] },
          change: { to: 'ended' },
          end: CANCELLED,
        });
        expect((await store().runs.countBlocked()).get(reason)).toBeUndefined();
      },
      TIMEOUT_MS,
    );

    it(
      'goes on with every lane that a dead delivery had to enqueue',
      async () => {
        const player = new Player(store());
        await player.submit();
        const a = grantOf(await player.claim('a'));
        const next = names(STEPS, 'f').map((step) => evaluated(step));
        const { evaluations } = movesOf(await player.complete(a, { next }));
        const issuer = { worker: 'w-1', job: 'a.d1', delivery: 1 };
        for (const held of evaluations) await player.commit({ issuer, ...expansionOf(held, LANES) });
        const answer = await player.claim('a', { delivery: 2, worker: 'w-2' });
        expect(enqueuesOf(answer)).toHaveLength(ALL);
      },
      TIMEOUT_MS,
    );

    it(
      'keeps a list of one item more than there may be',
      async () => {
        const { player } = await expanded(LIMITS.items / STEPS + 1);
        const run = await store().runs.loadRun(player.runId);
        expect(run?.items.get('f4')).toMatchObject({ total: LIMITS.items / STEPS + 1, next: 0 });
        expect(grantOf(await player.claim('f4.1000')).item).toEqual({ index: 0, value: '{"n":0}' });
      },
      TIMEOUT_MS,
    );
  });
}
