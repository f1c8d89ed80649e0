import type { RunEvent, WaitsFor } from '@ag06/contracts';
import type { RunRecord, UnitRecord } from '@ag06/store';
import { expect, it } from '@jest/globals';
import type { ExplainFacts } from './explain-facts.ts';
import { explainOpenRun } from './explain-open-run.ts';

const NOW = Date.UTC(2030, 0, 1);
const SINCE = '2029-12-31T23:59:50.000Z';
const UNTIL = '2030-01-01T00:00:20.000Z';

const unit = (more: Partial<UnitRecord>): UnitRecord => ({
  status: 'scheduled',
  attempt: 1,
  dispatch: 1,
  lost: 0,
  by: '',
  source: '',
  holder: '',
  delivery: 0,
  token: 0,
  worker: '',
  dueAt: 0,
  evaluates: false,
  reads: [],
  blockedBy: undefined,
  awaits: undefined,
  park: 0,
  ...more,
});

const event = (type: RunEvent['type'], more: object = {}): RunEvent => ({
  seq: 1,
  type,
  at: NOW - 10_000,
  ...more,
});

function factsOf(units: Record<string, UnitRecord>, more: Partial<ExplainFacts> = {}): ExplainFacts {
  const run: RunRecord = {
    runId: 'r',
    meta: {
      workflow: 'p',
      version: 'v',
      tenant: 'default',
      correlationId: 'c',
      priority: 'normal',
      tags: [],
    },
    status: 'running',
    createdAt: NOW - 60_000,
    finishedAt: undefined,
    input: null,
    output: undefined,
    error: undefined,
    units: new Map(Object.entries(units)),
    items: new Map(),
  };
  return {
    run,
    steps: ['s'],
    waits: new Map(),
    lastEvents: new Map([['s', event('step.scheduled', { step: 's' })]]),
    paused: undefined,
    rates: new Map(),
    workers: new Set(['w-1']),
    now: NOW,
    ...more,
  };
}

/** The only reason of a run of one step. */
function explain(facts: ExplainFacts) {
  const { reasons } = explainOpenRun(facts);
  expect(reasons).toHaveLength(1);
  return reasons[0];
}
const withWait = (wait: WaitsFor, more: Partial<ExplainFacts> = {}) =>
  explain(factsOf({ s: unit({}) }, { waits: new Map([['s', wait]]), ...more }));

it('the explanation of a step on a queue has its place, and its expected start by the measured rate', () => {
  const wait = { reason: 'queue', agent: 'x.a', ahead: 9, ageMs: 10_000 } as const;
  expect(withWait(wait, { rates: new Map([['x.a', 0.5]]) })).toEqual({
    step: 's',
    code: 'queue',
    since: SINCE,
    until: UNTIL,
    sentence: `s is on the queue of x.a for 10 s, with 9 before it. At 0.50 attempts a second it is expected to start at ${UNTIL}.`,
  });
  const unmeasured = withWait(wait);
  expect(unmeasured).not.toHaveProperty('until');
  expect(unmeasured?.sentence).toMatch('No rate of x.a was measured lately.');
  expect(withWait({ ...wait, heldBack: 'paused' })?.action).toMatch('Resume the queue agent.x.a');
});

it.each<[WaitsFor, Partial<ExplainFacts>, string, object]>([
  [{ reason: 'dependencies', steps: ['a', 'b'] }, {}, 's waits for a, b.', {}],
  [{ reason: 'start' }, {}, 's waits for the start of the run.', {}],
  [
    { reason: 'pause' },
    { paused: event('run.paused', { by: 'ops' }) },
    's does not begin, because the run is paused by ops.',
    { action: 'ag06 runs resume r', since: SINCE },
  ],
  [
    { reason: 'breaker', dependency: 'shop', until: UNTIL },
    {},
    `s waits because calls of shop failed. The next call is tried at ${UNTIL}.`,
    { action: 'ag06 breakers close shop', until: UNTIL },
  ],
  [
    { reason: 'backoff', until: UNTIL, item: 3 },
    {},
    `s failed and waits for the next attempt of item 3 at ${UNTIL}.`,
    { until: UNTIL, since: SINCE },
  ],
  [{ reason: 'timer', until: UNTIL }, {}, `s waits for its time, ${UNTIL}.`, { until: UNTIL }],
  [
    { reason: 'child', runId: 'r0-x' },
    {},
    's waits for its child run r0-x.',
    { child: 'r0-x', action: 'ag06 runs explain r0-x' },
  ],
  [
    { reason: 'signal', signal: 'go', until: UNTIL },
    {},
    `s waits for the signal go, until ${UNTIL}.`,
    { action: "ag06 runs signal r go --payload '{}'", until: UNTIL },
  ],
  [
    { reason: 'approval', signal: 'go', choices: ["don't", 'do'], until: UNTIL },
    {},
    `s waits for the answer of a person (don't, do), until ${UNTIL}.`,
    { action: "ag06 approvals answer r.s 'don'\\''t'", until: UNTIL },
  ],
  [
    { reason: 'worker', agent: 'mial.send', didYouMean: 'mail.send' },
    {},
    's waits because no worker serves mial.send. Did you mean mail.send, which is served?',
    {
      action: expect.stringMatching(/Start a worker that serves mial.send .* embedded fleet .*package.json/),
    },
  ],
  [
    { reason: 'repair' },
    {},
    's is held by nobody, because a process died. The watchdog sends it within 30 s.',
    {},
  ],
])('a step that waits for %j is explained in a sentence', (wait, more, sentence, rest) => {
  expect(withWait(wait, more)).toMatchObject({ step: 's', code: wait.reason, sentence, ...rest });
});

it.each<[string, Partial<UnitRecord>, object]>([
  [
    'limit',
    { status: 'blocked', blockedBy: 'limit:mail' },
    { sentence: 's waits because the limit mail is used up.' },
  ],
  ['evaluation', { status: 'ready', token: 1 }, { sentence: 's is being evaluated.' }],
  [
    'running',
    { status: 'running', token: 1, worker: 'w-1', attempt: 2 },
    { sentence: 's runs on w-1, attempt 2.' },
  ],
  [
    'lost',
    { status: 'running', token: 1, worker: 'w-2' },
    { sentence: expect.stringMatching('w-2, which was not seen') },
  ],
  ['sent', {}, { since: SINCE }],
])('a step without a known wait has the reason %s', (code, more, rest) => {
  expect(explain(factsOf({ s: unit(more) }))).toMatchObject({ step: 's', code, ...rest });
});

it('steps that wait for other steps come last in an explanation, and ended steps are left out', () => {
  const units = { a: unit({ status: 'completed' }), b: unit({ status: 'running', token: 1, worker: 'w-1' }) };
  const waits = new Map<string, WaitsFor>([['c', { reason: 'dependencies', steps: ['b'] }]]);
  const facts = factsOf(units, { steps: ['a', 'c', 'b'], waits });
  expect(explainOpenRun(facts).sentences).toEqual([
    'The run is running: 1 of 3 steps are over.',
    'b runs on w-1.',
    'c waits for b.',
  ]);
  expect(explainOpenRun(factsOf({ s: unit({ status: 'completed' }) })).sentences).toEqual([
    'All steps are over: the output of the run is being evaluated.',
  ]);
});

it('the explanation of a run of a thousand steps has a hundred of them', () => {
  const steps = Array.from({ length: 1_000 }, (_, i) => `s${i}`);
  const { reasons, sentences } = explainOpenRun(factsOf({}, { steps }));
  expect(reasons).toHaveLength(100);
  expect(sentences.at(-1)).toBe('900 more steps are not over.');
});
