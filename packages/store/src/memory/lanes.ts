import { stepOfUnit, toLaneUnit } from '@ag06/contracts';
import { admits, type Change, isFinal } from '@ag06/protocol';
import { isLane, listedFor, type MemoryUnit, newUnit } from './memory-unit.ts';
import { toFailureBody } from './to-failure-body.ts';
import { toOutputBody } from './to-output-body.ts';
import type { Turn } from './turn.ts';

type Expanded = Extract<Change, { to: 'expanded' }>;
type Redone = Extract<Change, { to: 'redone' }>;
type Settled = Extract<Change, { to: 'settled' }>;

/** Turns the held step into its lanes. The issuer may claim the first one. */
export function expand(turn: Turn, step: MemoryUnit, { list, lanes, first, reads }: Expanded): void {
  const { run } = turn;
  if (!admits(run)) {
    turn.move(step, 'stay');
    return;
  }
  run.items.set(step.name, { total: list.total, next: 0, left: list.total, failed: 0 });
  run.lists.set(step.name, list.chunks);
  Object.assign(step, { evaluates: false, reads: [] });
  turn.move(step, 'expand', { body: toStart(turn, list.total, lanes, first) });
  for (let lane = 0; lane < lanes; lane++) {
    const unit = newUnit(toLaneUnit(step.name, lane), first === 'evaluate', reads);
    run.units.set(unit.name, unit);
    if (lane === 0 && first === 'claim' && run.takeItem(unit)) turn.start(unit, 'start');
    else if (first === 'evaluate') turn.open(unit, { mode: 'evaluate', reads });
    else turn.move(unit, 'schedule');
  }
}

/** Goes on with the held step after a retry of its run: its lanes begin anew with the items that are done again. */
export function redo(turn: Turn, step: MemoryUnit, { items, lanes, first, reads }: Redone): void {
  const { run } = turn;
  const counts = run.items.get(step.name);
  if (!admits(run) || counts === undefined) {
    turn.move(step, 'stay');
    return;
  }
  const { total } = counts;
  run.items.set(step.name, { total, next: total - items.left, left: items.left, failed: 0 });
  run.redone.set(step.name, items.chunks);
  for (const item of items.dropped) run.results.delete(`${step.name}.${item}`);
  Object.assign(step, { evaluates: false, reads: [] });
  turn.move(step, 'expand', { body: toStart(turn, total, lanes, first) });
  for (let lane = 0; lane < lanes; lane++) {
    const unit = run.units.get(toLaneUnit(step.name, lane));
    if (unit === undefined) throw new Error(`${step.name} has no lane ${lane}.`);
    Object.assign(unit, { evaluates: first === 'evaluate', reads, item: undefined });
    turn.move(unit, 'revive');
    if (lane === 0 && first === 'claim' && run.takeItem(unit)) turn.start(unit, 'start');
    else turn.open(unit, { mode: first === 'evaluate' ? 'evaluate' : 'schedule', reads });
  }
}

/** The properties of its start. Lanes that take items on their own have no event for that, so it tells their number. */
const toStart = ({ issuer }: Turn, items: number, lanes: number, first: Expanded['first']): object => ({
  worker: issuer.worker,
  items,
  ...(first === 'evaluate' && { lanes }),
});

/** Whether the step has an item that no lane has taken. */
export function hasItem({ run }: Turn, lane: MemoryUnit): boolean {
  const items = run.items.get(stepOfUnit(lane.name));
  return items !== undefined && items.next < items.total;
}

/** Records the outcome of a lane's item and moves the lane on. */
export function settle(turn: Turn, lane: MemoryUnit, change: Settled, endsRun: boolean): void {
  const { run } = turn;
  const { status, result, detail } = change;
  const step = stepOfUnit(lane.name);
  const items = run.items.get(step);
  if (items === undefined || lane.item === undefined) return;
  const body = status === 'completed' ? toOutputBody(result) : toFailureBody(result, detail);
  run.addStepEvent(turn.now, `step.${status}`, lane, body);
  run.results.set(`${step}.${lane.item}`, { item: lane.item, status, attempt: lane.attempt, result });
  items.left--;
  if (status !== 'completed') items.failed++;
  lane.item = undefined;
  turn.move(lane, 'settle');
  if (endsRun) {
    turn.move(lane, 'retire');
    failStep(turn, step, change);
    return;
  }
  goOn(turn, lane, change);
  if (items.left === 0) holdForCollection(turn, step);
}

function goOn(turn: Turn, lane: MemoryUnit, { goesOn }: Settled): void {
  const items = turn.run.items.get(stepOfUnit(lane.name));
  if (items === undefined || items.next >= items.total) turn.move(lane, 'retire');
  else if (!admits(turn.run)) turn.move(lane, 'stay');
  else if (goesOn === 'claim' && turn.run.takeItem(lane)) turn.start(lane, 'next');
  else if (goesOn === 'evaluate') turn.open(lane, { mode: 'evaluate', reads: lane.reads });
  else turn.move(lane, goesOn === 'hand-back' ? 'release' : 'again');
}

function failStep(turn: Turn, name: string, { status, result }: Settled): void {
  const step = turn.run.units.get(name);
  if (step === undefined) return;
  turn.run.fields.set(`e:${name}`, result);
  turn.move(step, status === 'timed_out' ? 'time_out' : 'fail', { body: { error: JSON.parse(result) } });
}

function holdForCollection(turn: Turn, name: string): void {
  const step = turn.run.units.get(name);
  if (step === undefined) return;
  retireParked(turn, name);
  Object.assign(step, { evaluates: true, reads: [`i:${name}`] });
  turn.open(step, { mode: 'evaluate', reads: step.reads });
}

/** Ends the lanes of a step that fails while they are at work, in a run that goes on. */
export function cancelLanes(turn: Turn, step: string): void {
  for (const lane of turn.run.inOrder)
    if (isLane(lane) && stepOfUnit(lane.name) === step && !isFinal(lane.status)) turn.cancel(lane);
}

/** Completes the lanes that were blocked before they took an item, because the others did all the work. */
function retireParked(turn: Turn, step: string): void {
  for (const lane of turn.run.inOrder) {
    const isIdle = listedFor(lane) !== undefined && lane.item === undefined;
    if (isIdle && isLane(lane) && stepOfUnit(lane.name) === step) turn.move(lane, 'retire');
  }
}
