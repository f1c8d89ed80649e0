import type { Mutation } from './mutation.ts';

const OUTCOME = 'packages/resilience/src/breaker/apply-outcome.ts';

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
        file: 'services/dispatcher/src/use-cases/breakers.ts',
        find: '\n    settings,\n',
        replace: '\n    settings: { ...settings, probes: settings.probes + 1 },\n',
      },
    ],
    kills: [61],
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
  },
  {
    name: 'too many failures open nothing',
    edits: [
      {
        file: OUTCOME,
        find: "return open(document, 'consecutive-failures', now, isWell ? 0 : settings.openForMs);",
        replace: 'return isWell ? document : { ...document };',
      },
    ],
    kills: [64, 65, 67, 69],
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
    kills: [66, 68, 70],
  },
];
