import { LOCK_MS, STALLED_INTERVAL_MS } from '@ag06/contracts';
import { findDeadlines } from '@ag06/engine';
import { FINAL_STATUSES, OUTPUT_UNIT, type RunWakeup } from '@ag06/protocol';
import { carryOut, faultPoint, type RunContext } from '@ag06/runtime';
import type { RunState } from '@ag06/store';
import { toLogIds } from '@ag06/telemetry';
import type { Parts } from '../parts.ts';
import { clearOfOver } from './clear-of-over.ts';
import { findSuspects, isStuck, type Suspect } from './find-suspects.ts';
import { pollDelayMs, pollRelatives } from './poll-relatives.ts';
import { toContext } from './to-context.ts';
import { UnlockedSightings } from './unlocked-sightings.ts';

/** The delay to the next look: while something is under way, and while nothing is. */
const LOOK_AGAIN_MS = 30_000;
const LOOK_LATER_MS = 24 * 3_600_000;
/** A lock missing for this long was not just lost: the queue itself has not recovered the job. */
const UNLOCKED_TOO_LONG_MS = LOCK_MS + 2 * STALLED_INTERVAL_MS;
/** The least time between two log lines about a missing workflow. */
const WARN_AGAIN_MS = 60_000;
const FINAL: readonly string[] = FINAL_STATUSES;

/**
 * Looks at runs from time to time, and moves the steps that no message will move. It makes up for every lost message.
 */
export class Watchdog {
  readonly #parts: Parts;
  readonly #sightings = new UnlockedSightings(UNLOCKED_TOO_LONG_MS);
  #warnedOfMissingAt = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async look(wakeup: RunWakeup): Promise<void> {
    const { runs } = this.#parts.store;
    const run = await runs.loadState(wakeup.runId);
    if (run === undefined || run.finishedAt !== undefined) return clearOfOver(runs, wakeup);
    const context = await toContext(this.#parts, run);
    if (context === undefined) {
      // The workflow may come back from a backup or with a fail-over, so the run is looked at until it ends.
      this.#warnOfMissing(run);
      return runs.moveWakeup(wakeup, LOOK_AGAIN_MS);
    }
    await this.#armDeadlines(context, run);
    const suspects = findSuspects(run, context.plan);
    const stuck = run.status === 'running' ? await this.#keepStuck(suspects) : [];
    let isMended = false;
    for (const suspect of stuck) isMended = (await this.#mend(context, run, suspect)) || isMended;
    // A mend sets the next look itself. Until then the lease of the wake-up holds, in case this process dies.
    if (isMended) return;
    const pollMs = await this.#poll(context, run);
    if (suspects.length > 0) await runs.moveWakeup(wakeup, LOOK_AGAIN_MS);
    else await this.#sleep(wakeup, context, pollMs ?? LOOK_LATER_MS);
  }

  /**
   * Looks again much later, because whatever wakes a run on which nobody works sets the next look itself. If something
   * did so since the run was loaded, its look was just moved: the run is loaded once more, and then looked at soon.
   */
  async #sleep(wakeup: RunWakeup, { plan }: RunContext, lookMs: number): Promise<void> {
    const { runs } = this.#parts.store;
    await runs.moveWakeup(wakeup, lookMs);
    const run = await runs.loadState(wakeup.runId);
    if (run !== undefined && findSuspects(run, plan).length > 0) await runs.moveWakeup(wakeup, LOOK_AGAIN_MS);
  }

  /** Has the deadlines of open steps judged now, lest one was lost. Most workflows have none. */
  async #armDeadlines({ plan, runId }: RunContext, run: RunState): Promise<void> {
    if (!plan.hasDeadlines) return;
    const open = [...run.units].flatMap(([unit, { status }]) => (FINAL.includes(status) ? [] : { unit }));
    const { runs } = this.#parts.store;
    for (const { unit, kind } of findDeadlines(plan, open))
      await runs.armWakeup({ subject: 'step', runId, unit, kind }, 0);
  }

  /** Looks for what became of the run's children, and of its parent. Returns when to do so again, if it has any. */
  async #poll(context: RunContext, run: RunState): Promise<number | undefined> {
    if (pollDelayMs(run, 0) === undefined) return undefined;
    const now = await this.#parts.store.runs.now();
    await pollRelatives(this.#parts, context, run, now);
    return pollDelayMs(run, now);
  }

  async #keepStuck(suspects: readonly Suspect[]): Promise<Suspect[]> {
    const withJob = suspects.flatMap((suspect) => (suspect.job === undefined ? [] : suspect.job));
    const places = await this.#parts.broker.locate(withJob);
    const placeOf = new Map(withJob.map((job, i) => [job.jobId, places[i] ?? 'absent']));
    const now = await this.#parts.store.runs.now();
    return suspects.filter((suspect) => {
      const jobId = suspect.job?.jobId ?? '';
      const place = placeOf.get(jobId) ?? 'absent';
      const hold = `${jobId}|${suspect.name}|${suspect.unit.token}`;
      return isStuck(suspect, place, now, this.#sightings.isLong(hold, place === 'unlocked', now));
    });
  }

  #warnOfMissing({ runId, meta }: RunState): void {
    const now = performance.now();
    if (now - this.#warnedOfMissingAt < WARN_AGAIN_MS) return;
    this.#warnedOfMissingAt = now;
    const { workflow, version } = meta;
    this.#parts.log.error(
      { ...toLogIds({ runId, ...meta }), code: 'WORKFLOW_MISSING', workflow, version },
      `The store has no workflow ${workflow}@${version}, so this run cannot go on. Push that definition again, or cancel the run.`,
    );
  }

  /** Returns whether it moved the unit. Somebody else may have done so meanwhile. */
  async #mend(context: RunContext, run: RunState, { name, unit }: Suspect): Promise<boolean> {
    faultPoint('watchdog.before-mend');
    const mode = unit.evaluates || name === OUTPUT_UNIT ? 'evaluate' : 'schedule';
    const answer = await this.#parts.store.runs.apply({
      kind: 'commit',
      id: this.#parts.carrier.createId(),
      runId: run.runId,
      issuer: this.#parts.carrier.issuer,
      guard: { on: 'unit', unit: name, status: unit.status, dispatch: unit.dispatch, token: unit.token },
      change: { to: 'open', opening: { mode, reads: unit.reads }, lost: unit.status === 'running' },
      next: [],
      end: undefined,
      emitted: [],
      known: [],
    });
    faultPoint('watchdog.after-mend');
    this.#parts.log.info(
      { ...toLogIds({ runId: run.runId, ...run.meta }), unit: name, was: unit.status, result: answer.result },
      'A stuck unit was mended.',
    );
    if (answer.result === 'refused') return false;
    await carryOut(this.#parts.carrier, context, answer, { because: 'mend' });
    return true;
  }
}
