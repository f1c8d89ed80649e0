import { z } from 'zod';
import { NAME_PATTERN, RUN_ID_PATTERN, STEP_ID_PATTERN } from '../names.ts';
import { PRIORITIES } from '../priority.ts';
import { ARMS } from './assign-arm.ts';
import { ATTEMPT_OUTCOMES } from './attempt-outcome.ts';
import { EXPERIMENT_ID_PATTERN } from './experiment.ts';
import { type Sample, WorkerSecond } from './sample.ts';
import { SIZE_BUCKETS } from './size-bucket.ts';

/** The samples that one worker sends at a time. */
export interface SampleBatch {
  readonly worker: string;
  /** From 1. A batch that is sent again keeps its number, so that a reader counts it once. */
  readonly number: number;
  /** When it was made, milliseconds since 1970. */
  readonly at: number;
  /** Samples that were dropped since the last batch, because there were too many or the store was away. */
  readonly dropped: number;
  readonly seconds: readonly WorkerSecond[];
  readonly samples: readonly Sample[];
}

const SAMPLES_MAX = 100_000;
const whole = z.int().min(0);
/** A column of numbers. If all are equal, it is one number. */
const column = (cell: z.ZodType<number>) => z.union([cell, z.array(cell).max(SAMPLES_MAX)]);
const flag = whole.max(1);
const names = (pattern: RegExp) => z.array(z.string().regex(pattern)).max(SAMPLES_MAX);

/**
 * Columns of numbers, some of which index lists of texts. This takes a third of the bytes of one object for each
 * sample.
 */
const Encoded = z.strictObject({
  v: z.literal(1),
  worker: z.string().min(1).max(128),
  number: whole.min(1),
  at: whole,
  dropped: whole,
  seconds: z.array(WorkerSecond).max(60),
  count: whole.max(SAMPLES_MAX),
  agents: names(NAME_PATTERN),
  steps: names(STEP_ID_PATTERN),
  runs: names(RUN_ID_PATTERN),
  agent: column(whole),
  step: column(whole),
  run: column(whole),
  attempt: column(whole.min(1)),
  version: column(whole),
  priority: column(whole.max(PRIORITIES.length - 1)),
  size: column(whole.max(SIZE_BUCKETS - 1)),
  /** Microseconds. */
  wait: column(whole),
  dur: column(whole),
  outcome: column(whole.max(ATTEMPT_OUTCOMES.length - 1)),
  /** Milliseconds before `at`. */
  started: column(z.int()),
  inflight: column(whole.min(1)),
  /** 1: it is. Absent: none is, so that a reader of the release before reads the batch. */
  hedge: column(flag).exactOptional(),
  canary: column(flag).exactOptional(),
  experiments: names(EXPERIMENT_ID_PATTERN).exactOptional(),
  /** 0: in no experiment; 1 + 2 i: in the i-th of them with settings A; 2 + 2 i: with B. */
  trial: column(whole).exactOptional(),
  /** 0: not known; 1: the step is tried again; 2: it is not. Absent: of none it is known. */
  last: column(whole.max(2)).exactOptional(),
});

/** Returns a batch as text, about 35 bytes for each sample, nine of them for the id of its run. */
export function encodeSampleBatch(batch: SampleBatch): string {
  const { worker, number, at, dropped, seconds, samples } = batch;
  const [agents, steps, runs, experiments] = [
    new Numbering(),
    new Numbering(),
    new Numbering(),
    new Numbering(),
  ];
  const encoded: z.infer<typeof Encoded> = {
    v: 1,
    worker,
    number,
    at,
    dropped,
    seconds: [...seconds],
    count: samples.length,
    agent: toColumn(samples, (sample) => agents.of(sample.agent)),
    step: toColumn(samples, (sample) => steps.of(sample.step)),
    run: toColumn(samples, (sample) => runs.of(sample.runId)),
    attempt: toColumn(samples, (sample) => sample.attempt),
    version: toColumn(samples, (sample) => sample.configVersion),
    priority: toColumn(samples, (sample) => PRIORITIES.indexOf(sample.priority)),
    size: toColumn(samples, (sample) => sample.sizeBucket),
    wait: toColumn(samples, (sample) => Math.round(sample.waitMs * 1_000)),
    dur: toColumn(samples, (sample) => Math.round(sample.durMs * 1_000)),
    outcome: toColumn(samples, (sample) => ATTEMPT_OUTCOMES.indexOf(sample.outcome)),
    started: toColumn(samples, (sample) => at - Math.round(sample.startedAt)),
    inflight: toColumn(samples, (sample) => sample.inflightAtStart),
    ...(samples.some(({ hedge }) => hedge) && { hedge: toColumn(samples, ({ hedge }) => Number(hedge)) }),
    ...(samples.some(({ canary }) => canary) && {
      canary: toColumn(samples, ({ canary = false }) => Number(canary)),
    }),
    ...(samples.some(({ trial }) => trial !== undefined) && {
      trial: toColumn(samples, ({ trial }) =>
        trial === undefined ? 0 : 1 + 2 * experiments.of(trial.experiment) + ARMS.indexOf(trial.arm),
      ),
      experiments: experiments.texts,
    }),
    ...(samples.some(({ last }) => last !== undefined) && {
      last: toColumn(samples, ({ last }) => (last === undefined ? 0 : 1 + Number(last))),
    }),
    agents: agents.texts,
    steps: steps.texts,
    runs: runs.texts,
  };
  return JSON.stringify(encoded);
}

/** Parses a stored batch. Returns undefined if it is not a batch of this version. */
export function decodeSampleBatch(text: string): SampleBatch | undefined {
  const parsed = Encoded.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { worker, number, at, dropped, seconds, count, agents, steps, runs, ...columns } = parsed.data;
  const { experiments = [] } = columns;
  const samples: Sample[] = [];
  const cell = (column: number | number[], i: number) =>
    typeof column === 'number' ? column : (column[i] ?? -1);
  const isSet = (column: number | number[] | undefined, i: number) =>
    column !== undefined && cell(column, i) === 1;
  for (let i = 0; i < count; i++) {
    const agent = agents[cell(columns.agent, i)];
    const step = steps[cell(columns.step, i)];
    const runId = runs[cell(columns.run, i)];
    const priority = PRIORITIES[cell(columns.priority, i)];
    const outcome = ATTEMPT_OUTCOMES[cell(columns.outcome, i)];
    const [waitMs, durMs] = [cell(columns.wait, i) / 1_000, cell(columns.dur, i) / 1_000];
    if (agent === undefined || step === undefined || runId === undefined) return undefined;
    if (priority === undefined || outcome === undefined || waitMs < 0 || durMs < 0) return undefined;
    const startedAt = at - cell(columns.started, i);
    const trial = toTrial(experiments, columns.trial === undefined ? 0 : cell(columns.trial, i));
    if (trial === null) return undefined;
    const last = columns.last === undefined ? 0 : cell(columns.last, i);
    samples.push({
      t: Math.round(startedAt + durMs),
      agent,
      step,
      runId,
      hedge: isSet(columns.hedge, i),
      ...(isSet(columns.canary, i) && { canary: true }),
      ...(trial !== undefined && { trial }),
      ...(last > 0 && { last: last === 2 }),
      priority,
      outcome,
      worker,
      waitMs,
      durMs,
      startedAt,
      attempt: cell(columns.attempt, i),
      configVersion: cell(columns.version, i),
      sizeBucket: cell(columns.size, i),
      inflightAtStart: cell(columns.inflight, i),
    });
  }
  return { worker, number, at, dropped, seconds, samples };
}

function toColumn(samples: readonly Sample[], toCell: (sample: Sample) => number): number | number[] {
  const cells = samples.map(toCell);
  const [first] = cells;
  return first !== undefined && cells.every((cell) => cell === first) ? first : cells;
}

/** Undefined: in no experiment. Null: the number is none. */
function toTrial(experiments: readonly string[], number: number): Sample['trial'] | null {
  if (number === 0) return undefined;
  const experiment = experiments[Math.floor((number - 1) / 2)];
  const arm = ARMS[(number - 1) % 2];
  return experiment === undefined || arm === undefined ? null : { experiment, arm };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Texts by the order in which they come. */
class Numbering {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }
}
