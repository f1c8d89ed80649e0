import { describe, expect, it } from '@jest/globals';
import { type Deciding, decide, free, LATE_MS, pause, resume, settle, wakeAt } from './decide.ts';
import { encodeSchedule, parseSchedule, type ScheduleDocument, type ScheduleSettings } from './document.ts';
import { createTimetable } from './timetable.ts';

const MINUTE = 60_000;
const EVERY = 10 * MINUTE;

const documentOf = (more: Partial<ScheduleSettings> = {}): ScheduleDocument => ({
  settings: {
    workflow: 'w',
    input: null,
    timing: { everyMs: EVERY },
    overlap: 'skip',
    catchUp: 'last',
    jitterMs: 0,
    ...more,
  },
  managed: false,
  paused: false,
  next: EVERY,
  cur: null,
  queue: [],
  pend: null,
  last: [],
});

const at = (document: ScheduleDocument, now: number): Deciding => ({
  name: 's',
  now,
  version: 'v',
  table: createTimetable(document.settings.timing),
  runIdOf: ({ at }) => `run-${at / EVERY}`,
});

const decideAt = (document: ScheduleDocument, now: number) => decide(document, at(document, now));
const outcomes = ({ last }: ScheduleDocument) =>
  last.map(({ slot, outcome }) => `${slot.at / EVERY} ${outcome}`).toReversed();
/** Decides and starts all that is due, each run over at once or not at all. */
function play(start: ScheduleDocument, now: number, isOver: boolean): ScheduleDocument {
  for (let document = start; ; ) {
    const next = decideAt(document, now);
    if (next === document) return document;
    document = next.pend === null ? next : settle(next, next.pend.runId);
    if (isOver && document.cur !== null) document = free(document, document.cur.runId);
  }
}

describe('a decision about a schedule', () => {
  it('is none before its next slot', () => {
    const document = documentOf();
    expect(decideAt(document, EVERY - 1)).toBe(document);
    expect(wakeAt(document, 's', 0)).toBe(EVERY);
  });

  it('names the run of a slot before it exists, and goes on to the next slot', () => {
    const document = decideAt(documentOf(), EVERY);
    const slot = { at: EVERY };
    expect(document).toMatchObject({
      next: 2 * EVERY,
      cur: { runId: 'run-1', slot },
      pend: { runId: 'run-1', slot, version: 'v' },
    });
    expect(decideAt(document, 9 * EVERY)).toBe(document);
    expect(settle(document, 'run-0')).toBe(document);
    expect(settle(document, 'run-1').pend).toBeNull();
  });

  it('skips, queues or replaces what overlaps', () => {
    const running = settle(decideAt(documentOf(), EVERY), 'run-1');
    const next = (overlap: ScheduleSettings['overlap']) =>
      decideAt({ ...running, settings: { ...running.settings, overlap } }, 2 * EVERY);
    expect(next('skip')).toMatchObject({ next: 3 * EVERY, pend: null, queue: [], cur: { runId: 'run-1' } });
    expect(next('queue')).toMatchObject({ next: 3 * EVERY, pend: null, queue: [{ at: 2 * EVERY }] });
    expect(next('cancel')).toMatchObject({
      pend: { runId: 'run-2', stop: 'run-1' },
      cur: { runId: 'run-2' },
    });
    expect(decideAt(free(next('queue'), 'run-1'), 2 * EVERY)).toMatchObject({
      pend: { runId: 'run-2' },
      queue: [],
    });
  });

  it('queues 100 slots at most', () => {
    const full = play(
      { ...documentOf({ overlap: 'queue', catchUp: 'all' }), next: EVERY },
      100 * EVERY,
      false,
    );
    const running = play(full, 101 * EVERY, false);
    expect(running.queue).toHaveLength(100);
    expect(outcomes(play(running, 102 * EVERY, false)).at(-1)).toBe('102 skipped');
  });

  it('refuses a slot whose workflow is gone, and goes on', () => {
    const document = documentOf();
    const refused = decide(document, { ...at(document, EVERY), version: undefined });
    expect(refused).toMatchObject({ next: 2 * EVERY, pend: null, cur: null });
    expect(outcomes(refused)).toEqual(['1 refused']);
  });

  it('starts or notes missed slots as `catchUp` says', () => {
    const after = (catchUp: ScheduleSettings['catchUp'], slots: number, lateMs: number) =>
      play(documentOf({ catchUp }), slots * EVERY + lateMs, true);
    expect(outcomes(after('none', 5, LATE_MS - 1))).toEqual(['4 missed', '5 started']);
    expect(outcomes(after('none', 5, LATE_MS + 1))).toEqual(['5 missed']);
    expect(outcomes(after('last', 5, LATE_MS + 1))).toEqual(['4 missed', '5 started']);
    expect(outcomes(after('all', 5, LATE_MS + 1))).toEqual([1, 2, 3, 4, 5].map((slot) => `${slot} started`));
    const late = after('all', 250, 1);
    expect(late.next).toBe(251 * EVERY);
    expect(late.last[0]).toMatchObject({ slot: { at: 250 * EVERY }, outcome: 'started' });
    for (const catchUp of ['none', 'last', 'all'] as const)
      expect(outcomes(after(catchUp, 1, LATE_MS))).toEqual(['1 started']);
  });

  it('starts at most the last 100 missed slots', () => {
    let [document, started] = [documentOf({ catchUp: 'all' }), 0];
    for (let next = decideAt(document, 250 * EVERY + 1); next !== document; ) {
      started += next.pend === null ? 0 : 1;
      document = free(settle(next, next.pend?.runId ?? ''), next.pend?.runId ?? '');
      next = decideAt(document, 250 * EVERY + 1);
    }
    expect(started).toBe(100);
  });

  it('is none while it is paused, and begins with the next slot from its resume', () => {
    const paused = pause(documentOf());
    expect(decideAt(paused, 5 * EVERY)).toBe(paused);
    expect(wakeAt(paused, 's', 5 * EVERY)).toBeUndefined();
    const resumed = resume(paused, at(paused, 5 * EVERY + 1));
    expect(resumed).toMatchObject({ paused: false, next: 6 * EVERY });
  });

  it('is the same after its document was written and read', () => {
    const document = decideAt(
      documentOf({ overlap: 'queue', timing: { cron: '* * * * *', zone: 'UTC' } }),
      EVERY,
    );
    expect(parseSchedule(encodeSchedule(document))).toEqual(document);
    expect(parseSchedule('{"settings":{}}')).toBeUndefined();
    expect(parseSchedule('no')).toBeUndefined();
  });
});

/** One schedule, its runs, and what two dispatchers have in hand: both may die between any two steps. */
interface State {
  readonly time: number;
  readonly document: ScheduleDocument;
  readonly runs: Readonly<Record<string, 'on' | 'over'>>;
  readonly told: readonly string[];
  readonly hands: readonly (Hand | null)[];
  readonly deaths: number;
}
type Hand =
  | { readonly does: 'decide'; readonly read: ScheduleDocument }
  | { readonly does: 'stop' | 'start' | 'settle'; readonly read: ScheduleDocument }
  | { readonly does: 'free' | 'clear'; readonly runId: string };

const SLOTS = 2;

/** Documents that are alike are one, as they are one version to the store. */
const documents = new Map<string, ScheduleDocument>();
function same(document: ScheduleDocument): ScheduleDocument {
  const key = JSON.stringify(document);
  const found = documents.get(key) ?? document;
  documents.set(key, found);
  return found;
}

function movesOf(state: State): [name: string, next: State][] {
  const { time, document, runs, told, hands } = state;
  const moves: [string, State][] = [];
  const to = (name: string, more: Partial<State>) => moves.push([name, { ...state, ...more }]);
  if (time < SLOTS) to('time', { time: time + 1 });
  for (const [runId, status] of Object.entries(runs))
    if (status === 'on') to(`${runId} ends`, { runs: { ...runs, [runId]: 'over' }, told: [...told, runId] });
  for (const [i, hand] of hands.entries()) {
    const holding = (next: Hand | null) => hands.map((other, j) => (i === j ? next : other));
    if (hand === null) {
      if (document.pend !== null) to('finds', { hands: holding({ does: 'stop', read: document }) });
      else if (decideAt(document, time * EVERY) !== document)
        to('takes', { hands: holding({ does: 'decide', read: document }) });
      if (told[0] !== undefined) to('is told', { hands: holding({ does: 'free', runId: told[0] }) });
      continue;
    }
    if (state.deaths > 0) to('dies', { hands: holding(null), deaths: state.deaths - 1 });
    switch (hand.does) {
      case 'decide': {
        // The store refuses what was decided from an older document.
        const next = hand.read === document ? same(decideAt(document, time * EVERY)) : undefined;
        const after = next?.pend ? ({ does: 'stop', read: next } as const) : null;
        to('decides', { document: next ?? document, hands: holding(after) });
        break;
      }
      case 'stop': {
        const { stop } = hand.read.pend ?? {};
        const isOn = stop !== undefined && runs[stop] === 'on';
        const stopped = isOn ? { runs: { ...runs, [stop]: 'over' as const }, told: [...told, stop] } : {};
        to('stops', { ...stopped, hands: holding({ ...hand, does: 'start' }) });
        break;
      }
      case 'start': {
        const runId = hand.read.pend?.runId ?? '';
        to('starts', { runs: { [runId]: 'on', ...runs }, hands: holding({ ...hand, does: 'settle' }) });
        break;
      }
      case 'settle': {
        const settled = same(settle(document, hand.read.pend?.runId ?? ''));
        to('settles', { document: hand.read === document ? settled : document, hands: holding(null) });
        break;
      }
      case 'free':
        to('frees', {
          document: same(free(document, hand.runId)),
          hands: holding({ ...hand, does: 'clear' }),
        });
        break;
      case 'clear':
        to('clears', { told: told.filter((runId) => runId !== hand.runId), hands: holding(null) });
    }
  }
  return moves;
}

/** What is wrong with a state in which nothing happens any more. */
function findFaults({ document, runs }: State): string[] {
  const { cur, queue, pend, last, settings } = document;
  const decided = last.map(({ slot }) => slot.at / EVERY).sort();
  const made = Object.keys(runs).length;
  return [
    ...(cur !== null || queue.length > 0 || pend !== null ? [`stuck: ${JSON.stringify(document)}`] : []),
    ...(decided.join() === '1,2' ? [] : [`decided: ${decided}`]),
    ...(settings.overlap === 'queue' && made !== SLOTS ? [`made: ${made}`] : []),
  ];
}

describe('a schedule that two dispatchers work on, with one death anywhere', () => {
  it.each(['skip', 'queue', 'cancel'] as const)(
    '(%s) decides each slot once, never has two runs at a time, and is never stuck',
    (overlap) => {
      const document = same(documentOf({ overlap, catchUp: 'all' }));
      const first: State = { time: 0, document, runs: {}, told: [], hands: [null, null], deaths: 1 };
      const known = new Map<string, State>([[JSON.stringify(first), first]]);
      const wrong = new Set<string>();
      for (const state of known.values()) {
        const moves = movesOf(state);
        for (const [name, next] of moves) {
          if (Object.values(next.runs).filter((status) => status === 'on').length > 1)
            wrong.add(`two runs: ${name}`);
          const key = JSON.stringify(next);
          if (!known.has(key)) known.set(key, next);
        }
        if (moves.every(([name]) => name === 'dies')) for (const fault of findFaults(state)) wrong.add(fault);
      }
      expect([...wrong]).toEqual([]);
      expect(known.size).toBeGreaterThan(100);
    },
  );
});
