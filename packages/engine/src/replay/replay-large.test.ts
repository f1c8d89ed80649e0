import type { Json, RunEvent } from '@ag06/contracts';
import { describe, expect, it } from '@jest/globals';
import { compile } from '../compile/compile.ts';
import type { Plan } from '../plan.ts';
import { RunReplay } from './replay-run.ts';

type Told = Partial<RunEvent> & Pick<RunEvent, 'type'>;

function planOf(definition: Json): Plan {
  const compiled = compile(definition);
  if (compiled.ok) return compiled.plan;
  throw new Error(JSON.stringify(compiled.errors));
}

function replay(events: readonly Told[], now: Json, recorded: Json = now) {
  const replayed = new RunReplay({
    run: { id: 'r0-1', correlationId: 'c' },
    depth: 0,
    now: planOf(now),
    recorded: planOf(recorded),
  });
  for (const [i, event] of events.entries()) {
    const difference = replayed.add({ seq: i + 1, at: 1_000 * (i + 1), ...event });
    if (difference !== undefined) return { difference, unjudged: replayed.unjudged };
  }
  return { difference: undefined, unjudged: replayed.unjudged };
}

/** As an event has an output above the inline limit. */
const LARGE = { output: null, large: { bytes: 300_000, sha256: 'a'.repeat(64) } };
const BEGUN: Told[] = [{ type: 'run.accepted', input: {} }, { type: 'run.started' }];
const WITH_A: Told[] = [
  ...BEGUN,
  { type: 'step.scheduled', step: 'a' },
  { type: 'step.started', step: 'a' },
  { type: 'step.completed', step: 'a', ...LARGE },
];
const ERROR = { code: 'EXPRESSION_FAILED', message: 'no' };
const after = (steps: Record<string, Json>, output?: Json): Json => ({
  name: 'l',
  steps: { a: { agent: 'x.a' }, ...steps },
  ...(output !== undefined && { output }),
});

describe('a replay of a run with an output that is too large for a log', () => {
  it.each<[what: string, definition: Json, events: Told[]]>([
    [
      'a condition that reads it holds',
      after({ b: { agent: 'x.b', needs: ['a'], when: '${size(steps.a.output) > 3}' } }),
      [{ type: 'step.scheduled', step: 'b' }],
    ],
    [
      'a condition that reads it does not hold',
      after({ b: { agent: 'x.b', needs: ['a'], when: '${steps.a.output == null}' } }),
      [{ type: 'step.skipped', step: 'b' }],
    ],
    [
      'a condition that reads it fails the run',
      after({ b: { agent: 'x.b', needs: ['a'], when: '${steps.a.output.x.y > 3}' } }),
      [
        { type: 'step.failed', step: 'b', error: ERROR },
        { type: 'run.failed', error: { ...ERROR, step: 'b' } },
      ],
    ],
    [
      'a list is made of it, and read',
      after(
        {
          b: { agent: 'x.b', needs: ['a'], forEach: '${steps.a.output}' },
          c: { agent: 'x.c', needs: ['b'], when: '${size(steps.b.output) == 2}' },
        },
        '${steps.c.output}',
      ),
      [
        { type: 'step.started', step: 'b', items: 2 },
        { type: 'item.started', step: 'b', item: 0 },
        { type: 'item.completed', step: 'b', item: 0, output: 1 },
        { type: 'item.started', step: 'b', item: 1 },
        { type: 'item.completed', step: 'b', item: 1, output: 2 },
        { type: 'step.completed', step: 'b', items: 2 },
        { type: 'step.scheduled', step: 'c' },
        { type: 'step.started', step: 'c' },
        { type: 'step.completed', step: 'c', output: 'done' },
        { type: 'run.completed', output: 'done' },
      ],
    ],
    [
      'the output of the run reads it',
      after({}, '${size(steps.a.output)}'),
      [{ type: 'run.completed', output: 5 }],
    ],
    ['it is the output of the run', after({}, '${steps.a.output}'), [{ type: 'run.completed', ...LARGE }]],
    ['the workflow says nothing of its output', after({}), [{ type: 'run.completed', ...LARGE }]],
  ])('finds no difference where %s', (_, definition, events) => {
    const { difference, unjudged } = replay([...WITH_A, ...events], definition);
    expect(difference).toBeUndefined();
    expect(unjudged).toBeGreaterThan(0);
  });

  it('finds no difference where an item, or an iteration, has it', () => {
    const items = {
      name: 'l',
      steps: { a: { agent: 'x.a', forEach: '${[1, 2]}' } },
      output: '${size(steps.a.output)}',
    };
    expect(
      replay(
        [
          ...BEGUN,
          { type: 'step.started', step: 'a', items: 2 },
          { type: 'item.started', step: 'a', item: 0 },
          { type: 'item.completed', step: 'a', item: 0, ...LARGE },
          { type: 'item.started', step: 'a', item: 1 },
          { type: 'item.completed', step: 'a', item: 1, output: 2 },
          { type: 'step.completed', step: 'a', items: 2 },
          { type: 'run.completed', output: 2 },
        ],
        items,
      ).difference,
    ).toBeUndefined();
    const repeated = {
      name: 'l',
      steps: { a: { agent: 'x.a', repeat: { until: '${size(output) > 2}', max: 5 } } },
      output: 1,
    };
    expect(
      replay(
        [
          ...BEGUN,
          { type: 'step.scheduled', step: 'a' },
          { type: 'step.started', step: 'a' },
          { type: 'step.iterated', step: 'a', ...LARGE },
          { type: 'step.scheduled', step: 'a', iteration: 1 },
          { type: 'step.started', step: 'a', iteration: 1 },
          { type: 'step.completed', step: 'a', iteration: 1, ...LARGE },
          { type: 'run.completed', output: 1 },
        ],
        repeated,
      ).difference,
    ).toBeUndefined();
  });

  it('still finds what differs for another reason', () => {
    const recorded = after({ b: { agent: 'x.b', needs: ['a'] } }, 1);
    const now = after({ b: { agent: 'x.b', needs: ['a'], when: '${false}' } }, 1);
    const events: Told[] = [...WITH_A, { type: 'step.scheduled', step: 'b' }];
    expect(replay(events, now, recorded).difference).toMatchObject({ seq: 6, step: 'b' });
  });
});

describe('a replay of a run whose large outputs are at hand', () => {
  const SHA = 'a'.repeat(64);
  const begin = (definition: Json) =>
    new RunReplay({
      run: { id: 'r0-1', correlationId: 'c' },
      depth: 0,
      now: planOf(definition),
      recorded: undefined,
    });
  /** Adds events, those that are needed with this output. Returns the difference, and which were needed. */
  function replayWith(output: Json, events: readonly Told[], definition: Json, bytes = 300_000) {
    const replayed = begin(definition);
    const needed: number[] = [];
    for (const [i, told] of events.entries()) {
      const large = told.large === undefined ? {} : { large: { bytes, sha256: SHA } };
      const event: RunEvent = { seq: i + 1, at: 1_000 * (i + 1), ...told, ...large };
      const isNeeded = replayed.needs(event) !== undefined;
      if (isNeeded) needed.push(event.seq);
      const { large: _, ...inline } = event;
      const difference = replayed.add(isNeeded ? { ...inline, output } : event);
      if (difference !== undefined) return { difference, needed, unjudged: replayed.unjudged };
    }
    return { difference: undefined, needed, unjudged: replayed.unjudged };
  }
  const reads = after({ b: { agent: 'x.b', needs: ['a'], when: '${size(steps.a.output) > 3}' } }, 1);
  const BEGAN: Told[] = [...WITH_A, { type: 'step.scheduled', step: 'b' }];

  it('asks for an output that a condition reads, and judges by it', () => {
    expect(replayWith([1, 2, 3, 4], BEGAN, reads)).toEqual({
      difference: undefined,
      needed: [5],
      unjudged: 0,
    });
    expect(replayWith([1], BEGAN, reads).difference).toMatchObject({
      seq: 6,
      now: 'step b would be skipped',
    });
  });

  it('asks for none that nothing reads', () => {
    const unread = after({ b: { agent: 'x.b', needs: ['a'] } }, 1);
    expect(replayWith([1], BEGAN, unread)).toMatchObject({ needed: [], unjudged: 0 });
  });

  it('asks for none that is larger than all that a step may read', () => {
    const { needed, unjudged } = replayWith([1], BEGAN, reads, 8 * 1024 * 1024 + 1);
    expect([needed, unjudged]).toEqual([[], 1]);
  });

  it('judges lists, iterations and the output of the run by them', () => {
    const definition: Json = {
      name: 'l',
      steps: {
        a: { agent: 'x.a', forEach: '${[1]}' },
        r: { agent: 'x.a', needs: ['a'], repeat: { until: '${size(output) > 2}', max: 5 } },
      },
      output: '${steps.a.output[0]}',
    };
    const events: Told[] = [
      ...BEGUN,
      { type: 'step.started', step: 'a', items: 1 },
      { type: 'item.started', step: 'a', item: 0 },
      { type: 'item.completed', step: 'a', item: 0, ...LARGE },
      { type: 'step.completed', step: 'a', items: 1 },
      { type: 'step.scheduled', step: 'r' },
      { type: 'step.started', step: 'r' },
      { type: 'step.completed', step: 'r', ...LARGE },
      { type: 'run.completed', ...LARGE },
    ];
    expect(replayWith('abc', events, definition)).toEqual({
      difference: undefined,
      needed: [5, 9, 10],
      unjudged: 0,
    });
    expect(replayWith('a', events, definition).difference).toMatchObject({ seq: 9 });
  });

  it('stops to ask once it keeps 32 MiB of values', () => {
    const count = 8;
    const names = Array.from({ length: count }, (_, i) => `s${i}`);
    const definition: Json = {
      name: 'l',
      steps: Object.fromEntries(names.map((name) => [name, { agent: 'x.a' }])),
      output: names.map((name) => `\${steps.${name}.output}`),
    };
    const events = names.flatMap((step): Told[] => [
      { type: 'step.scheduled', step },
      { type: 'step.started', step },
      { type: 'step.completed', step, ...LARGE },
    ]);
    const bytes = 7 * 1024 * 1024;
    const { needed } = replayWith('x'.repeat(bytes), [...BEGUN, ...events], definition, bytes);
    expect(needed).toHaveLength(4);
  });
});

describe('a replay by another definition', () => {
  const failing = (onFailure: string): Json => ({
    name: 'l',
    steps: { a: { agent: 'x.a', onFailure, retry: { maxAttempts: 1 } } },
    output: { n: 1 },
  });
  const FAILED: Told[] = [
    ...BEGUN,
    { type: 'step.scheduled', step: 'a' },
    { type: 'step.started', step: 'a' },
    { type: 'step.failed', step: 'a', attempt: 1, error: { code: 'AGENT_FAILED', message: 'no' } },
  ];

  it('finds that a run which completed would now fail with a step, also if nothing needs that step', () => {
    const events: Told[] = [...FAILED, { type: 'run.completed', output: { n: 1 } }];
    expect(replay(events, failing('continue')).difference).toBeUndefined();
    expect(replay(events, failing('fail'), failing('continue')).difference).toMatchObject({
      type: 'run.completed',
      now: 'it would fail with step a',
    });
  });

  it('finds that a run which failed with a step would now go on', () => {
    const events: Told[] = [...FAILED, { type: 'run.failed', error: { code: 'AGENT_FAILED', step: 'a' } }];
    expect(replay(events, failing('fail')).difference).toBeUndefined();
    expect(replay(events, failing('continue'), failing('fail')).difference).toMatchObject({
      type: 'run.failed',
    });
  });

  it('finds a changed condition of a step that was put aside before it began', () => {
    const at = (n: number): Json => ({
      name: 'l',
      steps: { a: { agent: 'x.a', when: `\${input.n > ${n}}` } },
    });
    const events: Told[] = [
      { type: 'run.accepted', input: { n: 1 } },
      { type: 'run.started' },
      { type: 'step.blocked', step: 'a', attempt: 1, blockedBy: 'fork' },
      { type: 'step.started', step: 'a' },
      { type: 'step.completed', step: 'a', output: 1 },
    ];
    expect(replay(events, at(0)).difference).toBeUndefined();
    expect(replay(events, at(5), at(0)).difference).toMatchObject({ seq: 3, now: 'step a would be skipped' });
  });
});
