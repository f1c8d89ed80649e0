import { type ForkedFrom, type Next, OUTPUT_UNIT, type Preset, type Submit } from '@ag06/protocol';
import { drawOpening, toList } from './draw-outcome.ts';
import type { Move } from './random-move.ts';
import type { RandomPlan, RandomStep } from './random-plan.ts';

const ERROR = '{"code":"AGENT_FAILED","message":"before"}';

/** A fork of a run in which some steps are over, others have items or iterations behind them, and the rest is to come. */
export function drawFork(move: Move, plan: RandomPlan): Pick<Submit, 'fork' | 'roots'> {
  const over = new Set<string>();
  const presets: Preset[] = [];
  const roots: Next[] = [];
  // Each step comes after those that it needs.
  for (const [i, step] of [...plan.steps.values()].entries()) {
    const behind = step.needs.filter((need) => over.has(need)).length;
    const isOpen = behind === step.needs.length;
    if (isOpen && (move.choice >> i) % 2 === 0) {
      over.add(step.name);
      presets.push(...drawOver(move, step, i));
      continue;
    }
    const needs = step.needs.length - behind + 1;
    const begun = isOpen ? drawBegun(move, step) : undefined;
    if (begun !== undefined) presets.push(begun);
    if (begun?.preset === 'items')
      roots.push({ unit: step.name, needs, mode: 'evaluate', reads: [`i:${step.name}`] });
    else if (isOpen || behind > 0)
      roots.push({ unit: step.name, needs, ...drawOpening(move, step, 'schedule') });
  }
  const leaves = plan.leaves.filter(({ name }) => over.has(name)).length;
  if (leaves > 0) {
    const needs = plan.leaves.length - leaves + 1;
    const reads = plan.leaves.map(({ name }) => `o:${name}` as const);
    roots.push({ unit: OUTPUT_UNIT, needs, mode: 'evaluate', reads });
  }
  const fields: ForkedFrom['fields'] = [
    ['r:a', '{"recorded":true}'],
    ...(move.isOdd ? ([['a:agent-0', '1']] as const) : []),
  ];
  return { fork: { event: '{"from":{"runId":"r0-0","seq":3}}', presets, fields }, roots };
}

function drawOver(
  { choice, isOdd }: Move,
  { name: step, forEach, repeats, failsRun }: RandomStep,
  i: number,
): Preset[] {
  const preset = { preset: 'outcome', step, attempt: 1 + (choice % 3) } as const;
  if (forEach !== undefined && isOdd) {
    const outcomes = toOutcomes(forEach.items, choice);
    const items = { preset: 'items', step, list: toList(forEach.items), lanes: 0, outcomes } as const;
    return [
      items,
      { ...preset, status: 'completed', output: '[1]', ...(choice % 5 === 0 && { error: ERROR }) },
    ];
  }
  const iteration = repeats ? { iteration: 1 + (choice % 2) } : {};
  if (!failsRun && (choice + i) % 4 === 1)
    return [{ ...preset, ...iteration, status: isOdd ? 'failed' : 'timed_out', error: ERROR }];
  if ((choice + i) % 4 === 2) return [{ ...preset, status: 'skipped', output: 'null' }];
  return [{ ...preset, ...iteration, status: 'completed', output: `{"before":"${step}"}` }];
}

/** The items or iterations that an open step has behind it, now and then. */
function drawBegun({ choice }: Move, { name: step, forEach, repeats }: RandomStep): Preset | undefined {
  if (choice % 2 === 0) return undefined;
  if (repeats) return { preset: 'iteration', step, iteration: 1 + (choice % 3), output: `{"n":${choice}}` };
  if (forEach === undefined) return undefined;
  const { items, lanes } = forEach;
  // Those that failed would be done again.
  const outcomes = toOutcomes(Math.floor(items / 2), choice).filter(({ status }) => status === 'completed');
  return { preset: 'items', step, list: toList(items), lanes, outcomes };
}

const toOutcomes = (count: number, choice: number) =>
  Array.from({ length: count }, (_, item) =>
    (item + choice) % 5 === 0
      ? ({ item, status: 'failed', attempt: 2, result: ERROR } as const)
      : ({ item, status: 'completed', attempt: 1, result: `{"of":${item}}` } as const),
  );
