import { toLaneUnit } from '@ag06/contracts';
import { type ForkedFrom, PRESET_MOVE, type Preset } from '@ag06/protocol';
import { newUnit } from './memory-unit.ts';
import { toFailureBody } from './to-failure-body.ts';
import { toOutputBody } from './to-output-body.ts';
import type { Turn } from './turn.ts';

/** Records what a fork has from its source. */
export function presetAll(turn: Turn, { event, presets, fields }: ForkedFrom): void {
  const { run, now } = turn;
  run.addEvent(now, 'run.forked', JSON.parse(event));
  for (const [field, value] of fields) run.fields.set(field, value);
  for (const preset of presets) presetOne(turn, preset);
}

function presetOne(turn: Turn, what: Preset): void {
  switch (what.preset) {
    case 'outcome':
      presetOutcome(turn, what);
      break;
    case 'iteration':
      presetIteration(turn, what);
      break;
    case 'items':
      presetItems(turn, what);
  }
}

function presetOutcome(turn: Turn, what: Extract<Preset, { preset: 'outcome' }>): void {
  const { run } = turn;
  const { step, status, attempt, iteration = 0, error } = what;
  const output = status === 'skipped' ? undefined : what.output;
  const unit = newUnit(step, false, []);
  Object.assign(unit, { attempt, iteration });
  run.units.set(step, unit);
  if (output !== undefined) run.fields.set(`o:${step}`, output);
  if (error !== undefined) run.fields.set(`e:${step}`, error);
  const items = run.items.get(step);
  const result = {
    ...(items !== undefined && { items: items.total, failed: items.failed }),
    // The outputs of a list are in the events of its items.
    ...(items === undefined && output !== undefined && toOutputBody(output)),
    ...(error !== undefined && { error: JSON.parse(error) }),
  };
  turn.move(unit, PRESET_MOVE[status], { body: { status, ...result } });
}

function presetIteration(turn: Turn, what: Extract<Preset, { preset: 'iteration' }>): void {
  const { step, iteration, output } = what;
  turn.run.fields.set(`p:${step}`, output);
  turn.begun.set(step, iteration);
  const last = iteration - 1;
  const place = { step, attempt: 1, ...(last > 0 && { iteration: last }) };
  turn.run.addEvent(turn.now, 'step.preset', { ...place, status: 'iterated', ...toOutputBody(output) });
}

function presetItems(turn: Turn, what: Extract<Preset, { preset: 'items' }>): void {
  const { run, now } = turn;
  const { step, list, lanes, outcomes } = what;
  const { total } = list;
  const failed = outcomes.filter(({ status }) => status !== 'completed').length;
  run.items.set(step, { total, next: total, left: total - outcomes.length, failed });
  run.lists.set(step, list.chunks);
  run.addEvent(now, 'step.preset', { step, attempt: 1, items: total });
  for (const outcome of outcomes) {
    const { item, status, attempt, result } = outcome;
    run.results.set(`${step}.${item}`, outcome);
    const body = status === 'completed' ? toOutputBody(result) : toFailureBody(result, undefined);
    run.addEvent(now, 'item.preset', { step, item, attempt, status, ...body });
  }
  for (let lane = 0; lane < lanes; lane++) {
    const unit = newUnit(toLaneUnit(step, lane), false, []);
    run.units.set(unit.name, unit);
    turn.move(unit, 'preset');
  }
}
