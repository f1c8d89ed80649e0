import type { LoggedEvent } from '../api.ts';
import type { History, RecordedRun, Violation } from '../history.ts';
import { doingOf, orderOf, RunInput } from '../run-input.ts';
import { TUNED_ATTEMPTS } from '../tuned-agents.ts';
import { partsOf, toUnit } from '../unit.ts';
import { isHandled, type LoadStep, stepOfUnit } from '../workflows.ts';
import { isDeadline, limitOf } from './check-deadlines.ts';
import { byUnit, readUnits } from './log-reading.ts';

/** I11: attempts count 1, 2, 3 …, and each outcome is the one that the attempt was told to have. */
export function checkAttempts({ runs }: History): Violation[] {
  return runs.flatMap((recorded) =>
    byUnit(recorded.events).flatMap(([id, events]) => {
      const step = stepOfUnit(recorded.run.workflow, id);
      if (step === undefined) return [];
      const found = [
        ...checkCount(step, events),
        ...events.flatMap((event) =>
          isList(step, id) ? checkList(recorded, step, event) : checkEvent(recorded, step, event),
        ),
      ];
      return found.map((what) => ({ invariant: 'I11', runId: recorded.runId, what: `${id}: ${what}` }));
    }),
  );
}

/** Only step.retrying raises the number; a lost or given back delivery, or a breaker, lets it start again. */
function checkCount({ maxAttempts, isTuned }: LoadStep, events: readonly LoggedEvent[]): string[] {
  const found: string[] = [];
  let current = 1;
  let mayStart = true;
  for (const { type, attempt } of events) {
    if (attempt === undefined) continue;
    if (attempt !== current) found.push(`${type} of attempt ${attempt} in attempt ${current}`);
    if (type === 'step.redelivered' || type === 'step.blocked') mayStart = true;
    if (type === 'step.started' && !mayStart) found.push(`attempt ${attempt} started twice`);
    if (type === 'step.started') mayStart = false;
    if (type === 'step.retrying') {
      current = attempt + 1;
      mayStart = true;
    }
  }
  const most = isTuned ? TUNED_ATTEMPTS.max : maxAttempts;
  if (current > most) found.push(`${current} attempts of ${most}`);
  return found;
}

const isList = ({ lanes }: LoadStep, unit: string): boolean =>
  lanes !== undefined && partsOf(unit).item === undefined;

/** A `forEach` step itself does nothing: it becomes as many items as it was given, and fails only with one of them. */
function checkList({ run, events }: RecordedRun, step: LoadStep, event: LoggedEvent): string[] {
  const input = RunInput.parse(run.input);
  const { type, step: id = '', error } = event;
  switch (type) {
    case 'step.skipped':
      return step.isOptional && !input.go ? [] : ['skipped against its condition'];
    case 'step.started': {
      const { length } = input.lists[id] ?? input.kidLists?.[id] ?? [];
      if (step.isOptional && !input.go) return ['started against its condition'];
      return event.items === length ? [] : [`became ${event.items} items of ${length}`];
    }
    case 'step.failed':
    case 'step.timed_out': {
      const unit = toUnit(id, error?.item ?? -1);
      const isSo = readUnits(events).some((other) => other.type === type && other.step === unit);
      return isSo && !step.goesOnAfterFailure
        ? []
        : [`${type} by ${unit}, and did not have to (${error?.code})`];
    }
    case 'step.retrying':
      return ['retried, though only its items are'];
    default:
      return [];
  }
}

function checkEvent(recorded: RecordedRun, step: LoadStep, event: LoggedEvent): string[] {
  const { run, events, healedSteps, keptItems } = recorded;
  const input = RunInput.parse(run.input);
  const order = orderOf(input, event.step ?? '');
  const attempt = event.attempt ?? 0;
  const isWanted = !step.isOptional || input.go;
  const unit = event.step ?? '';
  const isHealed = healedSteps?.includes(partsOf(unit).step) && !keptItems?.includes(unit);
  const told = order === undefined || !isHandled(step) ? 'return' : doingOf(order, attempt, isHealed).does;
  const code = event.error?.code;
  const isLast = attempt === step.maxAttempts;
  const wrong = (what: string) => [`${what} in attempt ${attempt}, which was told to ${told} (${code})`];
  switch (event.type) {
    case 'step.skipped':
      return isWanted ? ['skipped against its condition'] : [];
    case 'step.started':
      return isWanted ? [] : ['started against its condition'];
    case 'step.completed':
      return told === 'return' ? [] : wrong('completed');
    case 'step.retrying':
      if (code === 'CHILD_FAILED' && step.waits?.for === 'child') return [];
      if (code === 'STEP_TIMED_OUT') return step.timeoutMs === undefined ? wrong('timed out') : [];
      return code === 'AGENT_FAILED' && told === 'fail' ? [] : wrong('retried');
    case 'step.timed_out':
      return step.timeoutMs !== undefined && isLast ? [] : wrong('timed out for good');
    case 'step.failed':
      if (code === 'CHILD_FAILED' && step.waits?.for === 'child' && isLast) return [];
      if (isDeadline(event)) return limitOf(step, event) === undefined ? wrong('overdue') : [];
      if (code === 'REPEAT_EXHAUSTED')
        return step.repeats !== undefined && told === 'return' ? [] : wrong('exhausted');
      if (code === 'POISON') return hasLostThree(events, event) ? [] : wrong('failed as poison');
      if (code !== 'AGENT_FAILED') return wrong('failed');
      return told === 'give up' || (told === 'fail' && isLast) ? [] : wrong('given up');
    default:
      return [];
  }
}

function hasLostThree(events: readonly LoggedEvent[], { step, attempt }: LoggedEvent): boolean {
  const lost = readUnits(events).filter((event) => event.type === 'step.redelivered' && event.step === step);
  return lost.some((event) => event.attempt === attempt && event.lost === 3);
}
