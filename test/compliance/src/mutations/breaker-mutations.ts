import type { Mutation } from './mutation.ts';

const OUTCOME = 'packages/resilience/src/breaker/apply-outcome.ts';
const CHANGE = 'packages/resilience/src/breaker/change-state.ts';
const VIEW = 'services/dispatcher/src/use-cases/breakers.ts';

export const BREAKER_MUTATIONS: readonly Mutation[] = [
  {
    name: 'failures are not counted',
    edits: [
      {
        file: OUTCOME,
        find: 'const { state, totals } = document;\n  const isHeld',
        replace:
          "const { state, totals } = document;\n  if (result === 'failure') return { document, weight: 'counted' };\n  const isHeld",
      },
    ],
    kills: [63],
  },
  {
    name: 'the settings of a breaker are told wrongly',
    edits: [
      {
        file: VIEW,
        find: '\n    settings,\n',
        replace: '\n    settings: { ...settings, probes: settings.probes + 1 },\n',
      },
    ],
    kills: [61],
    says: /"probes": 3/,
  },
  {
    name: 'a success does not end a row of failures',
    edits: [
      {
        file: OUTCOME,
        find: 'if (!isFailure) consecutive.success();',
        replace: 'if (!isFailure) void consecutive.state;',
      },
    ],
    kills: [62],
    says: /a success to end the row/,
  },
  {
    name: 'a move of a breaker is told as if it had been closed before',
    edits: [{ file: CHANGE, find: 'from: document.state.is,', replace: "from: 'closed'," }],
    kills: [64],
    says: /Expected: "(open|half-open)"\s+Received: "closed"/,
  },
  {
    name: 'calls are tried after half of the time',
    edits: [{ file: CHANGE, find: 'until: now + openForMs,', replace: 'until: now + openForMs / 2,' }],
    kills: [67],
    says: /Expected: >= 1000/,
  },
  {
    name: 'a handler is called a second time',
    edits: [
      {
        file: 'services/agent-worker/src/attempt/call-handler.ts',
        find: 'runHandler(agent, input, context.withSignal(signal), options),',
        replace:
          'runHandler(agent, input, context.withSignal(signal), options).then(() => runHandler(agent, input, context.withSignal(signal), options)),',
      },
    ],
    kills: [65],
  },
  {
    name: 'a breaker is told to have opened once more than it did',
    edits: [
      {
        file: VIEW,
        find: '\n    totals,\n',
        replace: '\n    totals: { ...totals, opened: totals.opened + 1 },\n',
      },
    ],
    kills: [69],
    says: /Expected: \d+\s+Received: \d+/,
  },
  {
    name: 'an open breaker lets everybody through',
    edits: [
      {
        file: 'packages/resilience/src/breaker/breaker-standing.ts',
        find: 'const { state, settings, permits } = endProbing(document, now);\n  switch',
        replace:
          "const { state, settings, permits } = endProbing(document, now);\n  if (state.is !== 'off') return HEALTHY;\n  switch",
      },
    ],
    kills: [66],
  },
  {
    name: 'a half-open breaker lets one more call through than may be tried',
    edits: [
      {
        file: 'packages/resilience/src/breaker/breaker-standing.ts',
        find: 'settings.probes - out - state.failed.length',
        replace: 'settings.probes + 1 - out - state.failed.length',
      },
    ],
    kills: [68, 70],
  },
  {
    name: 'of two changes at a time one is lost',
    edits: [
      {
        file: 'packages/resilience/src/breaker/set-breaker.ts',
        find: 'if (await shared.swap',
        replace: 'if ((await shared.swap',
      },
      {
        file: 'packages/resilience/src/breaker/set-breaker.ts',
        find: 'JSON.stringify(changed))) return',
        replace: "JSON.stringify(changed))) || changed.writer !== '') return",
      },
    ],
    kills: [70],
  },
];
