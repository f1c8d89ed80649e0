import { ADMITTING } from './admits.ts';
import { ENTRIES } from './entry.ts';
import type { Move } from './move.ts';
import { MOVES } from './moves.ts';
import { PARKINGS } from './park-reason.ts';
import { UNIT_STATUSES, type UnitStatus } from './unit-status.ts';
import { WAKEUPS } from './wake-up.ts';

/** The path of the page, relative to this file. */
export const PAGE = new URL('../../../docs/run-machine.md', import.meta.url);

const MEANINGS: Readonly<Record<UnitStatus, string>> = {
  pending: 'its dependencies have no outcome yet; no store keeps it',
  ready: 'held: its expressions are evaluated. Not held: its run is not running, and nobody begins it',
  scheduled: 'an activation is on its queue',
  running: 'a worker executes it; of a `forEach` step: its lanes are at work',
  parked: 'it waits for what its reason names; the API says `retrying`, `blocked` or `waiting`',
  completed: 'it has an output',
  failed: 'it has an error, and is not retried',
  timed_out: 'its last attempt took too long',
  skipped: 'its condition was false, or a dependency was skipped',
  cancelled: 'its run ended around it',
};

/** Builds docs/run-machine.md from the data alone. */
export function toMachinePage(): string {
  const moves: [string, Move][] = Object.entries(MOVES);
  return `# The run machine

<!-- Made of packages/protocol by \`npm run docs:machine\`. A test compares them. -->

A run consists of *units*: its steps, the lanes of a \`forEach\` step (\`S.0\`, \`S.1\`, …), and \`$\`, the run's output. A
command of a worker or a dispatcher moves one unit, and those that its outcome opens, all or nothing. The table below lists
every move. Each store executes its rows, and a random test compares the stores move by move.

## Where a unit is

| status | meaning |
| --- | --- |
${UNIT_STATUSES.map((status) => `| ${status} | ${MEANINGS[status]} |`).join('\n')}

A unit also has an *attempt* (from 1), a *dispatch* number (jobs of an earlier one are stale), and the number of *lost*
deliveries. A step with \`repeat\` counts its *iterations*, from 0. While a process holds the unit, it has a *token*, and a command
with an older token is refused. While it is parked, it has a *park* number, which every wake-up names, so that any number of
wake-ups of one parking count once. Tokens and park numbers come from one counter of the run.

A unit begins only in a run whose status is ${[...ADMITTING].join(' or ')}. In any other run, opened units stay ready. A command
moves units in the order of their names.

## How it moves

*Holder*: who holds the unit afterwards (the issuer of the command gets a new token). *Due*: the moment that is kept with it.
*Tells*: the work that the issuer gets. Any other move is refused.

| move | from | to | counts | holder | due | tells | event | issued by |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${moves.map(toRow).join('\n')}

Every move whose holder is not *kept* records its command in the unit, where a repeat finds it: a command that is sent twice is
applied once, and answered twice. The events of a lane are about its item (\`item.…\`); a lane without an item has none.

## What is parked, and who wakes it

| reason | until | shown as | goes on by | woken by | else by |
| --- | --- | --- | --- | --- | --- |
${Object.entries(PARKINGS)
  .map(
    ([kind, { until, shown, leaves, by, net }]) =>
      `| ${kind} | ${until} | ${shown} | ${leaves.join(' ')} | ${by} | ${net} |`,
  )
  .join('\n')}

## Wake-ups

Moments at which something needs attention although no message arrives. Dispatchers take due wake-ups. A taken one is due again
soon, unless it is handled and cleared. Looks are in a set of their own, so that no timer waits for them.

| wake-up | of a | set | armed by | it |
| --- | --- | --- | --- | --- |
${Object.entries(WAKEUPS)
  .map(
    ([kind, { subject, class: set, armed, does }]) =>
      `| ${kind} | ${subject} | ${set} | ${armed} | ${does} |`,
  )
  .join('\n')}

## Entries

Messages from one run to another run, or to its schedule. The commit that decides one writes it beside its run, with a wake-up
5 s later. The committing process delivers it at once, and clears it after everything that it caused. So it may arrive twice,
and its receiver recognises a repeat by the entry's name, which is the id of all commands that it causes. A run with entries is
kept.

| entry | written by | its delivery |
| --- | --- | --- |
${Object.entries(ENTRIES)
  .map(([kind, { written, does }]) => `| ${kind} | ${written} | ${does} |`)
  .join('\n')}
`;
}

function toRow([name, move]: [string, Move]): string {
  const { from, to, attempt, dispatch, lost, iteration, holder, due, tells = '', event = '', issued } = move;
  const counts = [
    attempt && `attempt ${attempt}`,
    dispatch && `dispatch ${dispatch}`,
    lost && `lost ${lost}`,
    iteration && `iteration ${iteration}`,
  ].filter((count) => count !== undefined);
  const cells = [name, from.join(' '), to, counts.join(', '), holder, due, tells, event, issued];
  return `| ${cells.join(' | ')} |`;
}
