import { FINAL_STEP_STATUSES, type RunEvent } from '@ag06/contracts';
import type { AnswerTo, Command, Enqueue, Grant } from '@ag06/protocol';
import type { RunRecord, UnitRecord } from '../../run-store.ts';

const MINUTE_MS = 60_000;
/** Delays are exact when they are given, and a little less when they are told again. */
const toMinutes = (ms: number): number => Math.round(ms / MINUTE_MS);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byUnit = (a: { readonly unit: string }, b: { readonly unit: string }): number =>
  compareTexts(a.unit, b.unit);

/** Grants in the order of their units, as those of two answers are laid side by side. */
export const sortGrants = (grants: readonly Grant[]): Grant[] => grants.toSorted(byUnit);

/** A state is promised to begin with its status; what follows is the store's own. */
const toValue = (field: string, text: string): string | undefined =>
  field.startsWith('s:') ? text.split('|')[0] : text;

const toGrant = ({ unit, attempt, lost, values, item }: Grant) => ({
  unit,
  attempt,
  lost,
  ...(item !== undefined && { item }),
  values: Object.fromEntries([...values].map(([field, text]) => [field, toValue(field, text)])),
});

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
function comparableUnit(unit: UnitRecord, createdAt: number): object {
  const { status, attempt, dispatch, lost, holder, worker, dueAt, evaluates, reads, item, blockedBy } = unit;
  const isOver = FINAL_STEP_STATUSES.some((final) => final === status);
  return {
    ...{ status, attempt, dispatch, lost, holder, worker, blockedBy },
    dueMinutes: dueAt === 0 ? 'never' : toMinutes(dueAt - createdAt),
    ...(!isOver && { evaluates, reads, item: item ?? 'none' }),
  };
}

/** What a store keeps of a unit besides its record: which job scheduled it, which command moved it, who holds it. */
export function comparableState(text: string | undefined): readonly string[] | undefined {
  const [, , , , by = '', src = '', job = '', delivery = ''] = text?.split('|') ?? [];
  return text === undefined ? undefined : [by, src, job, delivery];
}

export function comparableRecord(run: RunRecord | undefined): object | undefined {
  if (run === undefined) return undefined;
  const { createdAt, finishedAt, units, items, ...rest } = run;
  return {
    ...rest,
    isFinished: finishedAt !== undefined,
    items: Object.fromEntries(items),
    units: Object.fromEntries([...units].map(([name, unit]) => [name, comparableUnit(unit, createdAt)])),
  };
}

/** The events of one command without their times: neighbours that tell of different steps have no order. */
export function comparableEvents(events: readonly RunEvent[]): object[] {
  const comparable: { readonly step?: string; readonly item?: number }[] = [];
  let block: typeof comparable = [];
  const endBlock = () => {
    comparable.push(
      ...block.toSorted(
        (a, b) => compareTexts(a.step ?? '', b.step ?? '') || (a.item ?? -1) - (b.item ?? -1),
      ),
    );
    block = [];
  };
  for (const { at: _, seq: __, dueAt, ...event } of events) {
    if (event.step === undefined) endBlock();
    block.push({ ...event, ...(dueAt !== undefined && { dueAt: 'a time' }) });
    if (event.step === undefined) endBlock();
  }
  endBlock();
  return comparable;
}
