import { FINAL_STEP_STATUSES, type RunEvent } from '@ag06/contracts';
import type { AnswerTo, Command, Enqueue, Grant } from '@ag06/protocol';
import type { RunRecord } from '../../run-store.ts';
import type { UnitRecord } from '../../unit-record.ts';

const MINUTE_MS = 60_000;
/** Delays are exact when they are given, and a little less when they are told again. */
const toMinutes = (ms: number): number => Math.round(ms / MINUTE_MS);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byUnit = (a: { readonly unit: string }, b: { readonly unit: string }): number =>
  compareTexts(a.unit, b.unit);

/** Grants in the order of their units, as those of two answers are laid side by side. */
export const sortGrants = (grants: readonly Grant[]): Grant[] => grants.toSorted(byUnit);

const toGrant = ({ unit, attempt, iteration = 0, lost, values, item }: Grant) => ({
  unit,
  attempt,
  iteration,
  lost,
  ...(item !== undefined && { item }),
  values: Object.fromEntries(
    [...values].map(([field, value]) => [field, field.startsWith('g:') ? untimed(value) : value]),
  ),
});

/** A signal in hand, without the moment at which the store took it. */
const untimed = (text: string): string => text.replace(/\n\d{13}$/, '\na time');

const toEnqueue = ({ delayMs, ...enqueue }: Enqueue) => ({ ...enqueue, delayMinutes: toMinutes(delayMs) });

/** An answer without its times and tokens, in an order of its own. */
export function comparableAnswer(answer: AnswerTo<Command>): object {
  if (answer.result === 'early') return { result: 'early', waitMinutes: toMinutes(answer.waitMs) };
  if (!('grants' in answer)) return answer;
  const { grants, evaluations, enqueues, obsolete, ...rest } = answer;
  return {
    ...rest,
    ...('createdAt' in rest && { createdAt: 'a time' }),
    grants: sortGrants(grants).map(toGrant),
    evaluations: sortGrants(evaluations).map(toGrant),
    enqueues: enqueues.toSorted(byUnit).map(toEnqueue),
    obsolete: obsolete.toSorted(byUnit).map(toEnqueue),
  };
}

/** A unit without its token, whose numbers are paired. What opened it means nothing once it is over. */
function comparableUnit(unit: UnitRecord, createdAt: number, isExact: boolean): object {
  const { token: _, park, awaits, dueAt, evaluates, reads, item, ...rest } = unit;
  const isOver = FINAL_STEP_STATUSES.some((final) => final === rest.status);
  return {
    ...rest,
    ...(isExact && { park, awaits }),
    dueMinutes: dueAt < MINUTE_MS ? dueAt : toMinutes(dueAt - createdAt),
    ...(!isOver && { evaluates, reads, item: item ?? 'none' }),
  };
}

export function comparableRecord(run: RunRecord | undefined, isExact: boolean): object | undefined {
  if (run === undefined) return undefined;
  const { createdAt, finishedAt, endedBy, retriedBy, units, items, ...rest } = run;
  return {
    ...rest,
    ...(isExact && { endedBy, retriedBy }),
    isFinished: finishedAt !== undefined,
    items: Object.fromEntries(items),
    units: Object.fromEntries(
      [...units].map(([name, unit]) => [name, comparableUnit(unit, createdAt, isExact)]),
    ),
  };
}

interface ComparableEvent {
  readonly step?: string;
  readonly item?: number;
}

export const withoutTimes = (events: readonly RunEvent[]): ComparableEvent[] =>
  events.map(({ at: _, seq: __, dueAt, ...event }) => ({
    ...event,
    ...(dueAt !== undefined && { dueAt: 'a time' }),
  }));

/** The events of one command, where neighbours that tell of different steps have no order. */
export function sortNeighbours(events: readonly ComparableEvent[]): ComparableEvent[] {
  const sorted: ComparableEvent[] = [];
  let block: ComparableEvent[] = [];
  const endBlock = () => {
    sorted.push(
      ...block.toSorted(
        (a, b) => compareTexts(a.step ?? '', b.step ?? '') || (a.item ?? -1) - (b.item ?? -1),
      ),
    );
    block = [];
  };
  for (const event of events) {
    if (event.step === undefined) endBlock();
    block.push(event);
    if (event.step === undefined) endBlock();
  }
  endBlock();
  return sorted;
}
