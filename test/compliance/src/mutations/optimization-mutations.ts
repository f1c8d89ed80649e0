import type { Mutation } from './mutation.ts';

const OPTIMIZER = 'services/optimizer/src';
const TUNING = 'packages/tuning/src';
const CONTRACTS = 'packages/contracts/src/tuning';
const EXPERIMENTS = 'services/dispatcher/src/use-cases/experiments';

export const OPTIMIZATION_MUTATIONS: readonly Mutation[] = [
  {
    name: 'optimizers are live if nobody says otherwise',
    edits: [
      {
        file: `${OPTIMIZER}/config.ts`,
        find: "z.enum(TUNING_MODES).default('shadow')",
        replace: "z.enum(TUNING_MODES).default('live')",
      },
    ],
    kills: [46],
  },
  {
    name: 'a new leader forgets the agents that the one before knew',
    edits: [
      {
        file: `${OPTIMIZER}/kept-knowledge.ts`,
        find: 'if (!name.startsWith(AGENT_PREFIX)) continue;',
        replace: 'if (name !== AGENT_PREFIX) continue;',
      },
    ],
    kills: [46, 57],
  },
  {
    name: 'an attempt of each batch is not counted',
    edits: [
      {
        file: `${OPTIMIZER}/tuning/agent-tuner.ts`,
        find: 'samples: samples.map((sample) => toObserved(sample)) });',
        replace: 'samples: samples.slice(1).map((sample) => toObserved(sample)) });',
      },
    ],
    kills: [47],
  },
  {
    name: 'bounds of a person do not bind the optimizer',
    edits: [
      {
        file: `${TUNING}/safety/settings-space.ts`,
        find: 'return clamp(knob, value, this.#bounds[knob]);',
        replace: 'return clamp(knob, value, undefined);',
      },
    ],
    kills: [48],
  },
  {
    name: 'every input is reported as small',
    edits: [
      {
        file: 'services/agent-worker/src/tuning/sample-sender.ts',
        find: 'sizeBucket: toSizeBucket(facts.inputLength),',
        replace: 'sizeBucket: toSizeBucket(0 * facts.inputLength),',
      },
    ],
    kills: [49, 57],
  },
  {
    name: 'simulations replay what was in force, whatever is proposed',
    edits: [
      {
        file: 'services/dispatcher/src/use-cases/simulation/simulate-agent.ts',
        find: 'simulateChange({ recording, now, proposed, objective, seed: SEED })',
        replace: 'simulateChange({ recording, now, proposed: now, objective, seed: SEED })',
      },
    ],
    kills: [50],
  },
  {
    name: 'trials predict nothing',
    edits: [
      {
        file: `${TUNING}/knobs/concurrency-knob.ts`,
        find: 'prediction: this.predict(level),',
        replace: 'prediction: undefined,',
      },
    ],
    kills: [51],
  },
  {
    name: 'settings that all runs share may be compared by run',
    edits: [
      {
        file: `${EXPERIMENTS}/find-plan-errors.ts`,
        find: "if (assignment === 'run' && !OF_RUN.includes(name)) {",
        replace: "if (assignment === 'none' && !OF_RUN.includes(name)) {",
      },
    ],
    kills: [52],
  },
  {
    name: 'each attempt draws its arm',
    edits: [
      {
        file: `${CONTRACTS}/assign-arm.ts`,
        find: 'return toBucket(`${experimentId}:${runId}`) < BUCKETS / 2',
        replace: 'return toBucket(`${experimentId}:${runId}:${Math.random()}`) < BUCKETS / 2',
      },
    ],
    kills: [53],
  },
  {
    name: 'results that are sent again count again',
    edits: [
      {
        file: `${EXPERIMENTS}/record-results.ts`,
        find: '      id: runId,\n',
        replace: '      id: `${runId}.${crypto.randomUUID()}`,\n',
      },
    ],
    kills: [54],
  },
  {
    name: 'decisions do not say how to undo them',
    edits: [
      {
        file: `${OPTIMIZER}/tuning/decision-book.ts`,
        find: 'undo: isChange ? undo : null };',
        replace: "undo: isChange && undo === '' ? undo : null };",
      },
    ],
    kills: [55],
  },
  {
    name: 'what is imported is taken over without what it has learned',
    edits: [
      {
        file: `${OPTIMIZER}/tuning/agent-tuner.ts`,
        find: 'learner: withoutHistory({ ...model, version }), from: version };',
        replace: 'learner: withoutHistory({ ...model, version, learning: undefined }), from: version };',
      },
    ],
    kills: [56],
  },
  {
    name: 'hedges are learned for all sizes alike',
    edits: [
      {
        file: `${TUNING}/knobs/durations-knob.ts`,
        find: 'const one = this.#sizeOf(String(size), t);',
        replace: 'const one = this.#sizeOf(size === undefined ? String(size) : "1", t);',
      },
    ],
    kills: [58],
  },
  {
    name: 'a rate climbs by less than is documented',
    edits: [
      { file: `${TUNING}/knobs/rate-knob.ts`, find: 'const CLIMB = 1.2;', replace: 'const CLIMB = 1.1;' },
    ],
    kills: [59],
  },
  {
    name: 'knobs have no upper bound',
    edits: [
      {
        file: `${CONTRACTS}/settings.ts`,
        find: 'z.int().min(TUNING_BOUNDS[knob].min).max(TUNING_BOUNDS[knob].max);',
        replace: 'z.int().min(TUNING_BOUNDS[knob].min);',
      },
    ],
    kills: [60],
  },
  {
    name: 'knobs have no lower bound',
    edits: [
      {
        file: `${CONTRACTS}/settings.ts`,
        find: 'z.int().min(TUNING_BOUNDS[knob].min).max(TUNING_BOUNDS[knob].max);',
        replace: 'z.int().max(TUNING_BOUNDS[knob].max);',
      },
    ],
    kills: [60],
  },
  {
    name: 'settings by size take any size',
    edits: [
      {
        file: `${CONTRACTS}/settings.ts`,
        find: '.record(z.string().regex(SIZE_PATTERN),',
        replace: '.record(z.string(),',
      },
    ],
    kills: [60],
  },
];
