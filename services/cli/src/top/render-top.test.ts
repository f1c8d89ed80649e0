import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textWidth } from '../text-width.ts';
import { renderTop, renderWhole, type TopView } from './render-top.ts';
import { agentOf, fleetOf, runOf, workerOf } from './testing/some-fleet.ts';
import { INITIAL_STATE, type TopState } from './top-state.ts';

const viewOf = (more: Partial<TopView> = {}, state: Partial<TopState> = {}): TopView => ({
  state: { ...INITIAL_STATE, ...state },
  snapshot: fleetOf(9, 2, 4),
  rates: { stepsPerSec: 12.34, attemptsPerSec: 13 },
  url: 'http://127.0.0.1:4606',
  everyMs: 2_000,
  ...more,
});

describe('ag06 top', () => {
  it('shows health with its reasons, throughput, slots, what needs a person, and three tables', () => {
    expect(renderTop(viewOf(), { columns: 80, rows: 24 }, false)).toEqual([
      'ag06 top 12:00:00 UTC · every 2 s · http://127.0.0.1:4606',
      'health    degraded 71 · workers 71',
      '          workers: A worker is blocked. Look at its handler. (WORKER_BLOCKED)',
      'does      0.1 runs/s started · 12.3 steps/s · 13.0 attempts/s · 4 running',
      'slots     6/20 in 2 workers · 36 steps waiting · the oldest for 8.0 s',
      'person    nothing needs one',
      '  AGENTS 1-8 OF 9  WAITING  OLDEST  RUNNING  SLOTS  WORKERS  ENDS/S',
      '  agent.8          8        8.0 s   1        20     2        0.0',
      '  agent.7          7        7.0 s   1        20     2        0.0',
      '  agent.6          6        6.0 s   1        20     2        0.0',
      '  agent.5          5        5.0 s   1        20     2        0.0',
      '  agent.4          4        4.0 s   1        20     2        0.0',
      '  agent.3          3        3.0 s   1        20     2        0.0',
      '  agent.2          2        2.0 s   1        20     2        0.0',
      '  agent.1          1        1.0 s   1        20     2        0.0',
      '  WORKERS 2  SLOTS  STATUS   LAG    SETTINGS  AGENTS  HOST             PID   UP',
      '  w-0        3/10   serving  12 ms  v2        1       node-7.internal  4711  1 h',
      '  w-1        3/10   serving  12 ms  v2        1       node-7.internal  4711  1 h',
      '▸ RUNNING RUNS 4            WORKFLOW  STATUS   AGE    PRIORITY  CORRELATION ID',
      '> r0-0mwvdobfe36IBKNqGC000  digest    running  0 ms   normal    order 0',
      '  r0-0mwvdobfe36IBKNqGC001  digest    running  1.0 s  normal    order 1',
      '  r0-0mwvdobfe36IBKNqGC002  digest    running  2.0 s  normal    order 2',
      '  r0-0mwvdobfe36IBKNqGC003  digest    running  3.0 s  normal    order 3',
      'q quit · ? help · p pause · s sort: newest · Tab table · ↑↓ move · Enter explain',
    ]);
  });

  it('fits a terminal of any size, also a fleet of 100 agents, with wide characters and long names', () => {
    const snapshot = {
      ...fleetOf(100, 60, 100),
      approvals: { items: [], next: 'c' },
      breakers: {
        items: Array.from({ length: 30 }, (_, i) => ({
          dependency: `支払い-${i}`,
          state: 'open' as const,
          since: '2026-11-29T12:00:00.000Z',
          until: '2026-11-29T12:00:30.000Z',
          failures: 5,
          permits: { out: 0 },
          blockedSteps: i,
          totals: { successes: 0, failures: 5, refused: 0, opened: 1 },
          settings: { consecutiveFailures: 5, openForMs: 30_000, probes: 1 },
          transitions: [],
        })),
      },
    };
    const panels: readonly TopState['panel'][] = [
      { kind: 'none' },
      { kind: 'help' },
      { kind: 'explain', runId: 'r0-0mwvdobfe36IBKNqGC000' },
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 200 }),
        fc.integer({ min: 1, max: 80 }),
        fc.constantFrom(...panels),
        fc.constantFrom('agents' as const, 'workers' as const, 'runs' as const),
        (columns, rows, panel, focus) => {
          const lines = renderTop(viewOf({ snapshot }, { panel, focus }), { columns, rows }, false);
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines)
            expect({ line, fits: textWidth(line) <= columns }).toEqual({ line, fits: true });
        },
      ),
    );
  });

  it('shows the page in which the marked row is, and of which rows it is', () => {
    const state = {
      focus: 'agents',
      marked: { ...INITIAL_STATE.marked, agents: { id: 'agent.3', index: 96 } },
    } as const;
    const lines = renderTop(
      viewOf({ snapshot: fleetOf(100, 2, 4) }, state),
      { columns: 80, rows: 24 },
      false,
    );
    expect(lines).toContainEqual(expect.stringMatching(/^▸ AGENTS \d+-\d+ OF 100 /));
    expect(lines).toContainEqual(expect.stringMatching(/^> agent\.3 /));
  });

  it('names approvals, dead letters, failed runs, draining and blocked workers, and breakers that are open', () => {
    const fleet = fleetOf(1, 0, 0);
    const snapshot = {
      ...fleet,
      workers: {
        items: [
          workerOf('w-1', { status: 'draining' }),
          workerOf('w-2', { blocked: { forMs: 5_000, agents: ['a'] }, configVersion: { a: 0 } }),
        ],
      },
      failed: { items: [runOf(1, { status: 'failed' })], next: 'more' },
      deadLetters: {
        items: [{ id: '1', at: '', queue: 'q', jobId: 'j', reason: 'JOB_INVALID', data: null }],
      },
      scale: { ageMs: 1, wanted: 1, items: [agentOf('held', { heldBack: 'paused', draining: 1 })] },
    };
    const text = renderTop(viewOf({ snapshot }), { columns: 100, rows: 30 }, false).join('\n');
    expect(text).toContain('person    dead letters: 1 · failed within the hour: 1+');
    expect(text).toContain('6/20 in 2 workers · 1 draining');
    expect(text).toMatch(/w-2 .* blocked .* own/);
    expect(text).toMatch(/held .* 2\+1 .* paused/);
  });

  it('says since when no dispatcher answers, and keeps the picture before', () => {
    const [title, ...rest] = renderTop(viewOf({ awaySince: '12:01:02' }), { columns: 80, rows: 24 }, false);
    expect(title).toMatch(/^ag06 top NO DISPATCHER ANSWERS since 12:01:02, trying again/);
    expect(rest).toEqual(renderTop(viewOf(), { columns: 80, rows: 24 }, false).slice(1));
  });

  it('says that it is paused', () => {
    const [title] = renderTop(viewOf({}, { isPaused: true }), { columns: 80, rows: 24 }, false);
    expect(title).toContain('PAUSED: p goes on');
  });

  it('explains a run, wrapped to the terminal', () => {
    const state = { panel: { kind: 'explain', runId: 'r0-x' } } as const;
    const explanation = {
      runId: 'r0-x',
      status: 'running' as const,
      sentences: ['Step b waits for a worker.'],
      reasons: [{ code: 'worker', sentence: 'Step b waits for a worker.', action: 'Start one: ag06 worker' }],
    };
    const size = { columns: 80, rows: 24 };
    expect(renderTop(viewOf({}, state), size, false)[2]).toBe('r0-x: asking why it does not move …');
    expect(renderTop(viewOf({ explanation: 'RUN_UNKNOWN: gone' }, state), size, false)[2]).toBe(
      'r0-x: RUN_UNKNOWN: gone',
    );
    expect(renderTop(viewOf({ explanation }, state), size, false).slice(2)).toEqual([
      'r0-x is running',
      '',
      'Step b waits for a worker.',
      '  → Start one: ag06 worker',
      'q or Enter goes back',
    ]);
  });

  it('shows a fleet whose store is away by its health alone', () => {
    const { health } = fleetOf(0, 0, 0);
    const text = renderTop(
      viewOf({ snapshot: { health }, rates: undefined }),
      { columns: 80, rows: 24 },
      false,
    ).join('\n');
    expect(text).toContain('? runs/s started · steps/s: no optimizer counts · ? running');
    expect(text).toContain('person    unknown');
    expect(text).toMatch(/AGENTS \?.*\n.*WORKERS \?.*\n.*RUNNING RUNS \?/);
  });

  it('is coloured if wished, and changes no character by it', () => {
    const plain = renderTop(viewOf(), { columns: 80, rows: 24 }, false);
    const coloured = renderTop(viewOf(), { columns: 80, rows: 24 }, true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(coloured.map((line) => line.replace(/\x1b\[\d+m/g, '').trimEnd())).toEqual(plain);
    expect(coloured[1]).toContain('\x1b[33mdegraded');
  });
});

it('ag06 top --once prints all rows of all tables', () => {
  const text = renderWhole(fleetOf(100, 60, 100), {});
  expect(text.match(/^agent\.\d+ /gm)).toHaveLength(100);
  expect(text.match(/^w-\d+ /gm)).toHaveLength(60);
  expect(text.match(/^r0-\w+ /gm)).toHaveLength(100);
  expect(text).toContain('1.5 steps/s');
});
