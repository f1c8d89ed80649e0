import {
  type Arm,
  armsOf,
  assignRun,
  type ExperimentDocument,
  type Sample,
  type StoredExperiment,
  type TuningSettings,
  toArmSettings,
} from '@ag06/contracts/tuning';
import { ExperimentModel, ExperimentRecord, type Objective, valueOfJob } from '@ag06/tuning';
import { z } from 'zod';
import { BlockSums, BlockSumsModel, isTooShort, toWashOut } from './block-sums.ts';
import { ResultsInOrder } from './results-in-order.ts';
import { type StepEnd, StepEnds } from './step-ends.ts';
import { toLongest } from './to-longest.ts';

const count = z.int().min(0);
const Tally = z.strictObject({
  steps: count,
  failed: count,
  /** Attempts that ran out of memory. */
  oom: count,
  attempts: count,
  meanMs: z.number().min(0),
});
export type Tally = z.infer<typeof Tally>;

/** What a leader keeps of an experiment for the next one. */
export const TrialModel = z.strictObject({
  schema: z.literal(1),
  id: z.string(),
  /** The number of the last batch of samples that is counted in. */
  upto: count,
  record: ExperimentModel,
  tallies: z.strictObject({ a: Tally, b: Tally }),
  blocks: BlockSumsModel,
  /** By run: results of steps that began before are counted, or never are; milliseconds since 1970. */
  from: z.number(),
  /** The last event of the stream of recorded results that is counted in. */
  position: count,
});
export type TrialModel = z.infer<typeof TrialModel>;

/** Parses what was kept. Returns undefined for anything that is no model of this version. */
export function parseTrialModel(text: string): TrialModel | undefined {
  try {
    return TrialModel.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Of steps of which neither settings nor workers say it. */
const DEFAULT_ATTEMPTS = 3;
/** Telemetry comes so late. */
const LATE_MS = 5_000;
/** Nobody waits longer for a result. */
const SEEN_MAX_MS = 600_000;
/** The mean duration follows the last so many attempts. */
const MEAN_OVER = 200;
const NO_TALLY: Tally = { steps: 0, failed: 0, oom: 0, attempts: 0, meanMs: 0 };

/** One experiment, as the leader counts it. */
export class AgentTrial {
  readonly id: string;
  readonly document: ExperimentDocument;
  /** Whether no arm is in force for now. */
  isPaused = false;
  readonly #record: ExperimentRecord;
  readonly #ends = new StepEnds();
  readonly #results: ResultsInOrder;
  readonly #blocks: BlockSums;
  #tallies: Readonly<Record<Arm, Tally>>;
  #objective: Objective | undefined;
  #maxAttempts = DEFAULT_ATTEMPTS;
  #longestMs = 0;
  /** A step took so long, from its first attempt to its end. */
  #seenMs = 0;
  readonly #from: number;
  #closedAt: number;
  #upto: number;
  #position: number;
  #isDirty = false;

  constructor({ id, document }: Pick<StoredExperiment, 'id' | 'document'>, model?: TrialModel) {
    this.id = id;
    this.document = document;
    this.#results = new ResultsInOrder(id);
    this.#record = new ExperimentRecord(document, model?.record);
    this.#blocks = new BlockSums(document, model?.blocks);
    this.#tallies = model?.tallies ?? { a: NO_TALLY, b: NO_TALLY };
    this.#upto = model?.upto ?? 0;
    this.#position = model?.position ?? 0;
    this.#from = model?.from ?? document.startedAt;
    this.#closedAt = this.#from;
  }

  /** While it runs, the tuner learns nothing of its agent: what is in force changes all the time. */
  get holdsTuner(): boolean {
    return this.document.assignment === 'switchback';
  }

  get isDirty(): boolean {
    return this.#isDirty;
  }

  get tallies(): Readonly<Record<Arm, Tally>> {
    return this.#tallies;
  }

  /** The last event of the stream of recorded results that is counted in. */
  get position(): number {
    return this.#position;
  }

  /** Whether nothing is left of a block after its wash-out, so that nothing is ever counted. */
  get isTooShort(): boolean {
    return (
      this.document.assignment === 'switchback' && isTooShort(this.document.blockSeconds, this.#washOutS)
    );
  }

  get washOutS(): number {
    return this.#washOutS;
  }

  view(): ReturnType<ExperimentRecord['view']> {
    return this.#record.view();
  }

  /** Milliseconds after its begin until a step is counted by run. */
  get longestMs(): number {
    return Math.max(this.#longestMs, this.#seenMs);
  }

  /** @param inForce without the experiment */
  plan(objective: Objective, inForce: TuningSettings): void {
    const { a, b } = armsOf(this.document);
    this.#objective = objective;
    this.#maxAttempts = inForce.maxAttempts ?? DEFAULT_ATTEMPTS;
    this.#longestMs = Math.max(...[a, b].map((arm) => toLongest(toArmSettings(inForce, arm))));
  }

  /**
   * Counts attempts, unless their batch was counted in before.
   *
   * @param clockMs by which the store's clock is ahead of the worker's
   */
  take(samples: readonly Sample[], batch: number, clockMs: number): void {
    if (batch <= this.#upto) return;
    this.#upto = batch;
    for (const sample of samples) if (sample.trial?.experiment === this.id) this.#take(sample, clockMs);
  }

  /** Counts what was recorded of a run elsewhere; an event that says nothing is passed over. */
  record(runId: string | undefined, value: number | undefined, position: number): void {
    if (position <= this.#position) return;
    this.#position = position;
    this.#isDirty = true;
    if (runId !== undefined && value !== undefined)
      this.#record.addRun(assignRun(this.id, runId), runId, value);
  }

  /** Counts steps and blocks that are over because time has passed. */
  close(now: number): void {
    for (const end of this.#ends.expire(now)) this.#end(end);
    for (const { arm, runId, value, begunAt } of this.#results.takeBefore(now - this.longestMs))
      if (begunAt >= this.#from) this.#record.addRun(arm, runId, value);
    this.#closedAt = now;
    for (const { number, values } of this.#blocks.close(now, this.#washOutS)) {
      this.#isDirty = true;
      this.#record.addBlock(2 * number, values[0]);
      this.#record.addBlock(2 * number + 1, values[1]);
    }
  }

  /** No arm is in force now. */
  interrupt(now: number): void {
    this.#blocks.interrupt(now);
    this.#isDirty = true;
  }

  /** To be kept. It counts as changed until `kept` is called. */
  export(): TrialModel {
    return {
      schema: 1,
      id: this.id,
      upto: this.#upto,
      record: this.#record.toModel(),
      tallies: { ...this.#tallies },
      blocks: this.#blocks.toModel(),
      // What waits is not kept. Without it, of the steps that began then only the slow ones would be counted.
      from: this.#closedAt,
      position: this.#position,
    };
  }

  kept(): void {
    this.#isDirty = false;
  }

  get #washOutS(): number {
    return toWashOut({ a: this.#tallies.a.meanMs, b: this.#tallies.b.meanMs });
  }

  #take(sample: Sample, clockMs: number): void {
    const { trial, outcome, durMs } = sample;
    if (trial === undefined) return;
    this.#isDirty = true;
    const tally = this.#tallies[trial.arm];
    const attempts = tally.attempts + 1;
    const meanMs = tally.meanMs + (durMs - tally.meanMs) / Math.min(MEAN_OVER, attempts);
    this.#tally(trial.arm, { ...tally, attempts, meanMs, oom: tally.oom + Number(outcome === 'oom') });
    const { maxAttempts = this.#maxAttempts } = armsOf(this.document)[trial.arm];
    const end = this.#ends.take(sample, clockMs, maxAttempts);
    if (end !== undefined) this.#end(end);
  }

  #end(end: StepEnd): void {
    this.#isDirty = true;
    const tally = this.#tallies[end.arm];
    this.#tally(end.arm, { ...tally, steps: tally.steps + 1, failed: tally.failed + Number(!end.ok) });
    const { assignment, metric } = this.document;
    const { arm, runId, begunAt } = end;
    this.#seenMs = Math.min(SEEN_MAX_MS, Math.max(this.#seenMs, end.at - begunAt + LATE_MS));
    if (assignment === 'switchback') this.#blocks.add(end, this.#valueOf(end), this.#washOutS);
    else if (metric !== 'recorded') {
      const value = metric === 'value' ? this.#valueOf(end) : Number(end.ok);
      this.#results.add({ arm, runId, value, begunAt });
    }
  }

  /** By the objective: what the step is worth, less what attempts cost that did not do it. */
  #valueOf({ ok, latencyMs, attempts, priority, sizeBucket: size, runId }: StepEnd): number {
    if (this.#objective === undefined) return Number(ok);
    const { attemptCost, classes } = this.#objective;
    const kind = classes.find((each) => each.priority === priority && each.size === size);
    const onTime = ok && latencyMs <= 1_000 * (kind?.deadlineS ?? Number.POSITIVE_INFINITY);
    const job = { jobId: runId, priority, size, ok, onTime, latencyMs, attempts };
    return valueOfJob(this.#objective, job) - attemptCost * (ok ? attempts - 1 : attempts);
  }

  #tally(arm: Arm, tally: Tally): void {
    this.#tallies = { ...this.#tallies, [arm]: tally };
  }
}
