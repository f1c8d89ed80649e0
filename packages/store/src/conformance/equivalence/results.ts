import type { RunEvent } from '@ag06/contracts';
import { type AnswerTo, type Command, MOVES, type Moves, readEntryId, type Submit } from '@ag06/protocol';
import type { RunRecord } from '../../run-store.ts';
import { REFUSED_BY_NUMBER, REFUSED_GUARDS, whyRefused } from './refused-guard.ts';

const EVERY_RESULT = [
  ...['created', 'repeated', 'duplicate', 'claimed', 'early', 'alone', 'stale', 'terminal', 'unknown'],
  ...['applied', 'refused guard', 'refused terminal', 'refused unknown'],
  ...['an item granted', 'expanded', 'settled', 'collected'],
  ...Object.keys(MOVES)
    .filter((move) => !['wait', 'delay', 'revive', 'iterate'].includes(move) && !move.startsWith('preset'))
    .map((move) => `moved: ${move}`),
  ...REFUSED_GUARDS.map((why) => `refused ${why}`),
  ...['blocked', 'put aside', 'unblocked', 'unblocked in a pause', 'kept'],
];

/** Only of a store that numbers what is parked, and knows messages between runs and retries of runs. */
const EXACT_RESULTS = [
  ...[`refused ${REFUSED_BY_NUMBER}`, 'moved: wait', 'moved: delay', 'woken'],
  ...['moved: revive', 'refused ended: another end', 'redone'],
  ...['preset', 'preset_failed', 'preset_timed_out', 'preset_skipped'].map((move) => `moved: ${move}`),
  ...['allowed', 'allowed meanwhile', 'begun in a later iteration', 'begun with items'],
  ...[
    'moved: iterate',
    'iterated a child',
    'iterated eagerly',
    'granted the output before',
    'failed with an output',
  ],
  ...['lanes cancelled', 'children of lanes stopped'],
  ...['sent: start', 'sent: stop', 'sent: tell'],
  ...['refused signal: nobody waits', 'refused reused'],
  ...['signal kept', 'signal taken', 'signal found', 'signal returned', 'signal repeated'],
];

/** Returns the results that the suite must meet, because otherwise it proves nothing. */
export const resultsToMeet = (isExact: boolean): readonly string[] =>
  isExact ? [...EVERY_RESULT, ...EXACT_RESULTS] : EVERY_RESULT;

/** Returns the results of a command: by its answer, its run before it, and the events that it added to the log. */
export function resultsOf(
  command: Command,
  answer: AnswerTo<Command>,
  before: RunRecord | undefined,
  events: readonly RunEvent[],
): readonly string[] {
  const isGuard = answer.result === 'refused' && answer.reason === 'guard';
  return [
    ...(isGuard ? [`refused ${whyRefused(command, before)}`] : []),
    resultOf(answer),
    ...lanesOf(command, answer),
    ...blockedOf(command, answer),
    ...sentBy(answer),
    ...signalsOf(command, answer, events),
    ...iterationsOf(command, answer),
    ...forksOf(command, answer),
  ];
}

/** Returns the results about forks. */
function forksOf(command: Command, answer: AnswerTo<Command>): readonly string[] {
  if (!('grants' in answer)) return [];
  if (command.kind === 'submit') return begunOf(command, answer);
  if (command.kind !== 'commit' || answer.result !== 'applied') return [];
  const { change } = command;
  const goesOn = answer.enqueues.length + answer.evaluations.length > 0;
  if (change.to === 'allowed' && goesOn) return ['allowed'];
  return change.to === 'blocked' && goesOn ? ['allowed meanwhile'] : [];
}

function begunOf({ fork }: Submit, { evaluations, enqueues }: Moves): readonly string[] {
  const opened = new Set([...evaluations, ...enqueues].map(({ unit }) => unit));
  const begun = (fork?.presets ?? []).filter(({ step }) => opened.has(step));
  return begun.map(({ preset }) => (preset === 'items' ? 'begun with items' : 'begun in a later iteration'));
}

/** Returns the results of a command about lanes. */
function lanesOf(command: Command, answer: AnswerTo<Command>): readonly string[] {
  const isGranted = 'grants' in answer && answer.grants.some(({ item }) => item !== undefined);
  const granted: string[] = isGranted ? ['an item granted'] : [];
  if (command.kind !== 'commit' || answer.result !== 'applied') return granted;
  const { change, guard } = command;
  const { to } = change;
  if (guard.on === 'unit' && to === 'failed' && answer.status === 'running') {
    if (answer.obsolete.length > 0) granted.push('lanes cancelled');
    if (sentBy(answer).includes('sent: stop')) granted.push('children of lanes stopped');
  }
  const isOfItems = to === 'expanded' || to === 'redone' || to === 'settled' || to === 'collected';
  return isOfItems ? [...granted, to] : granted;
}

/** Returns the results of a command about blocked and lost units. */
function blockedOf(command: Command, answer: AnswerTo<Command>): readonly string[] {
  if (command.kind !== 'commit' || answer.result !== 'applied') return [];
  if (command.change.to === 'blocked') return ['put aside'];
  if (command.change.to === 'kept') return ['kept'];
  if (command.guard.on === 'parked' && command.change.to !== 'unblocked') return ['woken'];
  if (command.change.to !== 'unblocked') return [];
  return [answer.status === 'running' ? 'unblocked' : 'unblocked in a pause'];
}

/** Returns the entries that a command wrote. */
const sentBy = (answer: AnswerTo<Command>): readonly string[] =>
  'entries' in answer ? (answer.entries ?? []).map((entry) => `sent: ${readEntryId(entry).does}`) : [];

/** Returns the results about signals, from the events of one command. */
function signalsOf(command: Command, answer: AnswerTo<Command>, events: readonly RunEvent[]): string[] {
  if (command.kind === 'signal' && answer.result === 'repeated') return ['signal repeated'];
  const types = events.map(({ type }) => type);
  const isTaken = types.includes('signal.consumed');
  const returned = types.includes('signal.returned') ? ['signal returned'] : [];
  if (!types.includes('signal.received')) return isTaken ? ['signal found', ...returned] : returned;
  return [isTaken ? 'signal taken' : 'signal kept'];
}

const resultOf = (answer: AnswerTo<Command>): string =>
  answer.result === 'refused' ? `refused ${answer.reason}` : answer.result;

/** Returns the results of a command about iterations. */
function iterationsOf(command: Command, answer: AnswerTo<Command>): readonly string[] {
  if (!('grants' in answer)) return [];
  const results: string[] = [];
  for (const { iteration = 0, unit, values } of [...answer.grants, ...answer.evaluations])
    if (iteration > 0 && values.has(`p:${unit}`)) results.push('granted the output before');
  if (command.kind !== 'commit' || answer.result !== 'applied') return results;
  const { change, guard } = command;
  if (change.to === 'failed' && change.output !== undefined) results.push('failed with an output');
  if (change.to === 'iterated' && guard.on === 'parked') results.push('iterated a child');
  if (change.to === 'iterated' && answer.grants.length > 0) results.push('iterated eagerly');
  return results;
}
