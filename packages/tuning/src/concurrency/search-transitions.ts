import type { Finding } from './judge-trial.ts';
import type { ServiceChange } from './level-changes.ts';
import { HOLD_SECONDS, type SearchState } from './search-model.ts';
import { isSteep, STEP_FIRST, STEP_MAX, stepAfterWin } from './search-steps.ts';

/** The first report: the incumbent is measured from then on, whatever the clock says. */
export function startClock(state: SearchState, now: number): void {
  if (state.phase.kind === 'reference' && state.phase.since === 0)
    state.phase = { kind: 'reference', since: now };
}

/** A trial has won: its level is the incumbent. */
export function takeLevel(state: SearchState, level: number, finding: Finding, now: number): void {
  state.incumbent = level;
  state.wins++;
  state.retries = 0;
  state.isKeen = isSteep(finding) && (state.wins > 1 || state.hasChanged);
  state.failed = [];
  state.holdSeconds = HOLD_SECONDS.first;
  state.step = stepAfterWin(finding, state.wins === 1 && !state.hasChanged);
  state.phase = { kind: 'reference', since: now };
  state.reason = 'ACCEPT';
}

/** The service has changed: a severe change leads to the default's side at once, and trials go in the direction of the change. */
export function restart(
  state: SearchState,
  { sign, isSevere }: ServiceChange,
  defaultLevel: number,
  now: number,
): void {
  if (isSevere)
    state.incumbent =
      sign > 0 ? Math.max(state.incumbent, defaultLevel) : Math.min(state.incumbent, defaultLevel);
  state.failed = [];
  state.hasChanged = true;
  state.note = null;
  state.isKeen = true;
  state.direction = sign;
  state.step = STEP_MAX;
  state.holdSeconds = HOLD_SECONDS.first;
  state.phase = { kind: 'reference', since: now };
  state.reason = 'CHANGE_DETECTED';
}

/** A hold is over: both directions are open again, with a short first step. */
export function endHold(state: SearchState, now: number): void {
  state.failed = [];
  state.step = STEP_FIRST;
  state.phase = { kind: 'reference', since: now };
  state.reason = 'MEASURE';
}
