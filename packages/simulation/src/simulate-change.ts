import type { Objective } from '@ag06/tuning';
import { type Caveat, toCaveats } from './caveats.ts';
import { type Block, cutBlocks, joinBlocks } from './cut-blocks.ts';
import { type Replicated, type SimulatedMeasure, toDifference, toEstimate } from './estimate.ts';
import type { FleetSettings } from './fleet-settings.ts';
import { fitLaw, LoadResponse, toSeenLevels } from './load-response.ts';
import { type MeasuredJob, measureJobs, toLoadPoints } from './measured-jobs.ts';
import { MEASURES, type Measure, type Measures, quantile, toMeasures, toPlayed } from './measures.ts';
import type { Recording } from './recording.ts';
import { AttemptDraws } from './replay/attempt-draws.ts';
import { type Played, replayFleet } from './replay/replay-fleet.ts';
import { SeededDraws } from './seeded-draws.ts';

interface SimulationRequest {
  /** With at least `JOBS_MIN` jobs. */
  readonly recording: Recording;
  /** The settings that were in force. */
  readonly now: FleetSettings;
  readonly proposed: FleetSettings;
  readonly objective: Objective;
  readonly seed: number;
}

export interface SimulationResult {
  readonly measures: readonly SimulatedMeasure[];
  readonly jobs: number;
  readonly attempts: number;
  readonly coveredMs: number;
  readonly blocks: number;
  readonly replicates: number;
  /** The most attempts that ran at once: as recorded, and in the replay of what is proposed. */
  readonly mostAtOnce: { readonly recorded: number; readonly proposed: number };
  readonly caveats: readonly Caveat[];
}

/** Fewer jobs say nothing. */
export const JOBS_MIN = 30;
/** Attempts that a simulation may have; a job that has none counts as one, because it is played too. */
export const ATTEMPTS_MAX = 20_000;
/** There are more replicates than the least number while all of them play no more attempts than this, in each of two settings. */
const PLAYED_MAX = 150_000;
const REPLICATES = { min: 24, max: 60 } as const;
/** So many attempts tell what an attempt waits where slots are free. */
const UNHINDERED_MIN = 20;

/**
 * Tells what other settings would bring, by replaying recorded arrivals and service times with those that were in force and with
 * the proposed ones. Intervals come from a bootstrap over blocks of time (Künsch 1989), each replicate with its own fit of how the
 * service answers to load. The same request gives the same answer. Yields between short rounds.
 */
export function* simulateChange(request: SimulationRequest): Generator<void, SimulationResult> {
  const { recording, objective } = request;
  const { jobs, mostAtOnce } = measureJobs(recording.jobs, objective);
  yield;
  const blocks = cutBlocks(recording, jobs);
  yield;
  const seen = toSeenLevels(jobs.flatMap(({ attempts }) => attempts.map(({ level }) => level)));
  const attempts = jobs.reduce((sum, job) => sum + job.attempts.length, 0);
  const overheads = findOverheads(jobs, mostAtOnce);
  const context: Context = { ...request, jobs };
  yield;
  const middle = LoadResponse.middle(fitLaw(toLoadPoints(jobs)), seen);
  const overheadMs = quantile(overheads, 0.5);
  const first = { blocks, response: middle, overheadMs, draws: new SeededDraws(request.seed) };
  const whole = yield* playBoth(context, first);
  const replicates: Both<Measures>[] = [];
  const played = Math.max(jobs.length, attempts, whole.played.attempts);
  const count = Math.max(REPLICATES.min, Math.min(REPLICATES.max, Math.floor(PLAYED_MAX / played)));
  for (let number = 1; number <= count; number++) {
    const draws = new SeededDraws(request.seed + 7_919 * number);
    const drawn = blocks.map(
      () => blocks[draws.whole(blocks.length)] ?? { lengthMs: 0, jobs: [], arrivals: [] },
    );
    const law = fitLaw(toLoadPoints(drawn.flatMap((block) => block.jobs)));
    yield;
    const both = yield* playBoth(context, {
      blocks: drawn,
      response: LoadResponse.draw(law, seen, draws),
      overheadMs: overheads[draws.whole(overheads.length)] ?? 0,
      draws,
    });
    replicates.push(both.measures);
  }
  yield;
  const coveredMs = blocks.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
  const recorded = measureRecording(recording, objective, request.now);
  const measures = MEASURES.map((measure) =>
    compare(measure, jobs.length, recorded, whole.measures, replicates),
  );
  return {
    measures,
    jobs: jobs.length,
    attempts,
    coveredMs,
    blocks: blocks.length,
    replicates: count,
    mostAtOnce: { recorded: mostAtOnce, proposed: whole.played.mostAtOnce },
    caveats: toCaveats({
      jobs,
      seen,
      mostAtOnce,
      played: whole.played,
      guessed: whole.guessed,
      blocks: blocks.length,
      measures,
    }),
  };
}

/** What attempts wait even where slots are free, ascending: those that began while half as many ran as ever did. */
function findOverheads(jobs: readonly MeasuredJob[], mostAtOnce: number): Float64Array {
  const all = jobs.flatMap(({ job, attempts }) =>
    job.attempts.map(({ startedAt, dueAt }, i) => ({
      waitMs: Math.max(0, startedAt - dueAt),
      isUnhindered: (attempts[i]?.level ?? mostAtOnce) <= mostAtOnce / 2,
    })),
  );
  const unhindered = all.filter((one) => one.isUnhindered);
  if (unhindered.length >= UNHINDERED_MIN)
    return Float64Array.from(unhindered, ({ waitMs }) => waitMs).sort();
  return Float64Array.of(
    all.reduce((least, { waitMs }) => Math.min(least, waitMs), Number.POSITIVE_INFINITY),
  );
}

/** The measures of what was recorded, as it was. */
export function measureRecording(
  { jobs: recorded, spans }: Recording,
  objective: Objective,
  settings: Pick<FleetSettings, 'replicas'>,
): Measures {
  const { jobs, mostAtOnce } = measureJobs(recorded, objective);
  const played = toPlayed(jobs, mostAtOnce, spans.at(-1)?.to ?? 0);
  const lengthMs = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  return toMeasures({ played, objective, settings, lengthMs, overheadMs: 0 });
}

interface Both<T> {
  readonly now: T;
  readonly proposed: T;
}

interface Context extends SimulationRequest {
  readonly jobs: readonly MeasuredJob[];
}

/** What a replicate has of its own. */
interface Replicate {
  readonly blocks: readonly Block[];
  readonly response: LoadResponse;
  readonly overheadMs: number;
  readonly draws: SeededDraws;
}

interface PlayedBoth {
  readonly measures: Both<Measures>;
  /** With what is proposed. */
  readonly played: Played;
  readonly guessed: number;
}

/** Plays the same blocks with both settings, and with the same luck as far as they go alike. */
function* playBoth(
  { jobs, objective, now: inForce, proposed: change }: Context,
  { blocks, response, overheadMs, draws }: Replicate,
): Generator<void, PlayedBoth> {
  const { arrivals, lengthMs } = joinBlocks(blocks);
  const luck = draws.whole(2 ** 30);
  const play = function* (settings: FleetSettings) {
    const own = new SeededDraws(luck);
    const attempts = new AttemptDraws(jobs, settings, response, own);
    yield;
    const played = yield* replayFleet({ arrivals, lengthMs, settings, attempts, draws: own });
    yield;
    const measures = toMeasures({ played, objective, settings, lengthMs, overheadMs });
    return { played, measures, guessed: attempts.guessed };
  };
  const now = yield* play(inForce);
  const { played, measures, guessed } = yield* play(change);
  return { measures: { now: now.measures, proposed: measures }, played, guessed };
}

function compare(
  measure: Measure,
  jobs: number,
  recorded: Measures,
  whole: Both<Measures>,
  replicates: readonly Both<Measures>[],
): SimulatedMeasure {
  const [now, proposed] = [whole.now[measure], whole.proposed[measure]];
  const toReplicated = (value: number, of: (both: Both<Measures>) => number): Replicated => ({
    measure,
    value,
    jobs,
    replicates: replicates.map(of),
  });
  return {
    measure,
    recorded: recorded[measure],
    now: toEstimate(
      toReplicated(now, (one) => one.now[measure]),
      { recorded: now, replayed: now },
    ),
    proposed: toEstimate(
      toReplicated(proposed, (one) => one.proposed[measure]),
      { recorded: recorded[measure], replayed: now },
    ),
    difference: toDifference(
      toReplicated(proposed - now, (one) => one.proposed[measure] - one.now[measure]),
      recorded[measure] - now,
    ),
  };
}
