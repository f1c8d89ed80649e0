import { type SimulationOrder, toRfc3339 } from '@ag06/contracts';
import type { TuningDocument } from '@ag06/contracts/tuning';
import type { Recording } from '@ag06/simulation';
import type { ReadRecording } from './read-recording.ts';

/** What a reader has to know first that only the fleet's state and the reading of its history tell. */
interface FleetCaveat {
  readonly code: string;
  readonly sentence: string;
}

export interface FleetCaveatFacts {
  readonly recording: ReadRecording;
  readonly document: TuningDocument | undefined;
  readonly order: SimulationOrder;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** Less than all of the time was read. */
const WHOLE_SHARE = 0.99;
/** Of the time: nothing is recorded of so much of its begin. */
const EMPTY_SHARE = 0.1;
/** Of a part of the time: steps come so long after their run began. */
const LATE_SHARE = 0.05;

export function toFleetCaveats(facts: FleetCaveatFacts): readonly FleetCaveat[] {
  const told: readonly (readonly [code: string, sentence: string | undefined])[] = [
    ['NOT_ALL_READ', tellUnread(facts)],
    ['ARCHIVE_UNREAD', tellDamaged(facts)],
    ['LONG_RUNS', tellLong(facts)],
    ['NOTHING_BEFORE', tellEmpty(facts)],
    ['RUNS_BEFORE', tellBefore(facts)],
    ['SETTINGS_CHANGED', tellChanged(facts)],
    ['HEDGES_IN_FORCE', tellHedges(facts)],
    ['IF_IDEMPOTENT', tellIdempotent(facts)],
  ];
  return told.flatMap(([code, sentence]) => (sentence === undefined ? [] : [{ code, sentence }]));
}

function tellUnread({ recording, from, to }: FleetCaveatFacts): string | undefined {
  const read = coveredOf(recording);
  if (read >= WHOLE_SHARE * (to - from)) return undefined;
  return `There are more runs than were read: ${toPercent(read / (to - from))} of the time is replayed, in ${recording.spans.length} parts of it. Ask for more runs, or for a shorter time.`;
}

function tellDamaged({ recording: { unread } }: FleetCaveatFacts): string | undefined {
  return unread && `Runs are missing, because a part of the archive cannot be read: ${unread}`;
}

function tellLong({ recording: { cutRuns } }: FleetCaveatFacts): string | undefined {
  if (cutRuns === 0) return undefined;
  return `Only the begin of ${cutRuns === 1 ? 'one run' : `${cutRuns} runs`} was read, because of many events: there was more work than is replayed.`;
}

function tellEmpty({ recording }: FleetCaveatFacts): string | undefined {
  const first = recording.jobs[0]?.arrivedAt ?? recording.spans[0]?.from ?? 0;
  const before = recording.spans.map(({ from, to }) => ({ from, to: Math.max(from, Math.min(to, first)) }));
  const share = coveredOf({ spans: before }) / Math.max(1, coveredOf(recording));
  if (share < EMPTY_SHARE) return undefined;
  return `Nothing is recorded of the first ${toPercent(share)} of the time, until ${toRfc3339(first)}, which count as time without work. If runs of it were deleted, ask for the time since then.`;
}

function tellBefore({ recording }: FleetCaveatFacts): string | undefined {
  const { jobs, spans } = recording;
  const ageMs = jobs.reduce((sum, { arrivedAt, runStartedAt }) => sum + arrivedAt - runStartedAt, 0);
  const shareOfPart = ((ageMs / Math.max(1, jobs.length)) * spans.length) / Math.max(1, coveredOf(recording));
  if (shareOfPart < LATE_SHARE) return undefined;
  return `Steps come late in their runs: about ${toPercent(Math.min(1, shareOfPart))} of the work is not replayed, because its runs began before the time that was read. Ask for a longer time, or for more runs.`;
}

function tellChanged({ document, order, from, to }: FleetCaveatFacts): string | undefined {
  const changedAt = document?.publishedAt;
  const isSaid = order.now.concurrency !== undefined;
  if (changedAt === undefined || changedAt <= from || changedAt >= to || isSaid) return undefined;
  return `Settings were published at ${toRfc3339(changedAt)}, within this time: before that others were in force. Ask for the time since then, or say what was in force (now).`;
}

function tellHedges({ document }: FleetCaveatFacts): string | undefined {
  const { hedgeAfterMs = null, bySize = {} } = document?.settings ?? {};
  const all = [hedgeAfterMs, ...Object.values(bySize).map((of) => of.hedgeAfterMs ?? null)];
  if (all.every((ms) => ms === null)) return undefined;
  return 'Second attempts were in force, and no log tells which: durations are those of the faster of two. How long attempts take without them, and what they cost, is not known.';
}

function tellIdempotent({ order }: FleetCaveatFacts): string | undefined {
  if ((order.settings.hedgeAfterMs ?? null) === null) return undefined;
  return 'Second attempts are made only of steps whose agent says that it is idempotent; the replay makes them of all.';
}

const coveredOf = ({ spans }: Pick<Recording, 'spans'>): number =>
  spans.reduce((sum, { from, to }) => sum + to - from, 0);

const toPercent = (share: number): string => `${Math.round(100 * share)} %`;
