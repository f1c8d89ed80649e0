import { laneOfUnit, stepOfUnit } from '@ag06/contracts';
import {
  type Change,
  type Claim,
  type Command,
  type Commit,
  type Guard,
  type Next,
  type Park,
  type RunEnd,
  type Signal,
  type Submit,
  toEntryId,
  toEventProperties,
  toSignalText,
} from '@ag06/protocol';
import { encodeFork } from './encode-fork.ts';
import { termsOf } from './index-terms.ts';

const NO_ENTRIES: NonNullable<Commit['entries']> = [];

/**
 * Encodes commands as the function reads them: one flat list, in which each command begins with its size, its kind and
 * how many further keys it has. Inner lists come last, after their lengths. Absent values are `false`; numbers that the
 * store keeps as text are text. The list is flat because Lua decodes nested arrays, holes and growing arrays several
 * times slower.
 */
export function encodeCommands(commands: readonly Command[]): readonly unknown[] {
  const encoded: unknown[] = [];
  for (const command of commands) {
    const from = encoded.length;
    const { kind, id, issuer, runId } = command;
    encoded.push(0, kind, keysOf(command), id, issuer.worker, issuer.job, String(issuer.delivery), runId);
    encodeOwn(encoded, command);
    encoded[from] = encoded.length - from;
  }
  return encoded;
}

/** How many keys a command has besides the run and its log: the hash of its items, and its dedupe key. */
const keysOf = (command: Command): number => (needsItems(command) ? 1 : 0) + (hasDedupe(command) ? 1 : 0);

const hasDedupe = (command: Command): boolean => command.kind === 'submit' && command.dedupe !== undefined;

/** Whether a command needs the hash of its items. That key comes first. */
export function needsItems(command: Command): boolean {
  switch (command.kind) {
    case 'submit':
      return command.fork !== undefined;
    case 'claim':
      return true;
    case 'signal':
      return false;
    case 'commit':
      return isAboutItems(command);
  }
}

// A process without a job may be told of lanes that it is to evaluate, whatever its command is about.
const isAboutItems = ({ guard, change, issuer }: Commit): boolean =>
  issuer.job === '' ||
  change.to === 'settled' ||
  change.to === 'expanded' ||
  change.to === 'redone' ||
  change.to === 'collected' ||
  ('unit' in guard && guard.unit.includes('.'));

function encodeOwn(encoded: unknown[], command: Command): void {
  switch (command.kind) {
    case 'submit':
      encodeSubmit(encoded, command);
      break;
    case 'claim':
      encodeClaim(encoded, command);
      break;
    case 'signal':
      encodeSignal(encoded, command);
      break;
    case 'commit':
      encodeCommit(encoded, command);
  }
}

function encodeSubmit(encoded: unknown[], command: Submit): void {
  const { tenant, meta, input, listedBy, delayMs, timeoutMs, roots, dedupe, fork } = command;
  encoded.push(
    tenant,
    meta,
    input,
    delayMs,
    timeoutMs ?? false,
    dedupe?.body ?? false,
    dedupe?.ttlMs ?? false,
    listedBy.parent !== undefined,
  );
  const terms = termsOf(listedBy);
  encoded.push(terms.length, roots.length, fork?.event ?? false, ...terms);
  if (fork !== undefined) encodeFork(encoded, fork);
  for (const root of roots) encodeNext(encoded, root);
}

function encodeSignal(encoded: unknown[], signal: Signal): void {
  const { name, purpose = name, waiters, orElse, park = 0 } = signal;
  const isOnlyForWaiters = orElse === 'refuse';
  encoded.push(
    name,
    purpose,
    toSignalText(signal),
    isOnlyForWaiters,
    String(park),
    waiters.length,
    ...waiters,
  );
}

function encodeClaim(encoded: unknown[], claim: Claim): void {
  const { unit, attempt, dispatch, idle, obstacle, obstacleDetail } = claim;
  const lane = laneOfUnit(unit);
  const step = lane === undefined ? false : stepOfUnit(unit);
  encoded.push(unit, String(attempt), String(dispatch), idle, step, obstacle ?? false);
  // The function reads these only with an obstacle.
  if (obstacle !== undefined) encoded.push(toEventProperties(obstacleDetail));
}

function encodeCommit(encoded: unknown[], commit: Commit): void {
  const { guard, change, next, end, emitted, known, entries = NO_ENTRIES } = commit;
  encodeGuard(encoded, guard);
  encodeChange(encoded, change);
  encoded.push(detailOf(change));
  encoded.push(end?.status ?? false, resultOf(end));
  const statuses = guard.on === 'run' ? guard.statuses : [];
  const reads = 'opening' in change ? change.opening.reads : 'reads' in change ? change.reads : [];
  encoded.push(statuses.length, reads.length, emitted.length, known.length, entries.length, next.length);
  encoded.push(...statuses, ...reads, ...emitted, ...known);
  for (const entry of entries) encoded.push(toEntryId(entry), 'body' in entry ? entry.body : '');
  for (const unit of next) encodeNext(encoded, unit);
  if (change.to === 'expanded') for (const chunk of change.list.chunks) encoded.push(chunk);
  if (change.to === 'redone') {
    for (const chunk of change.items.chunks) encoded.push(chunk);
    for (const item of change.items.dropped) encoded.push(item);
  }
}

/** Further properties of its event, or for what an opened unit waits. */
function detailOf(change: Change): string {
  if ('opening' in change && change.opening.mode === 'park') return encodePark(change.opening.park);
  return 'detail' in change ? toEventProperties(change.detail) : '';
}

/** Its reason; until when: `+` and so many milliseconds, a moment, or nothing; what a person is asked, if one is. */
function encodePark({ reason, until, card }: Park): string {
  const moment = until === undefined ? '' : 'afterMs' in until ? `+${until.afterMs}` : `${until.at}`;
  return card === undefined ? `${reason}|${moment}` : `${reason}|${moment}|${card}`;
}

/** Guard: on, unit, token (or the reason it is parked), status (or its park number), dispatch. */
function encodeGuard(encoded: unknown[], guard: Guard): void {
  switch (guard.on) {
    case 'token':
      encoded.push('token', guard.unit, String(guard.token), false, false);
      break;
    case 'unit':
      encoded.push('unit', guard.unit, String(guard.token), guard.status, String(guard.dispatch));
      break;
    case 'parked':
      encoded.push('parked', guard.unit, guard.reason, String(guard.park), false);
      break;
    case 'lost':
      encoded.push('lost', guard.unit, String(guard.token), false, false);
      break;
    case 'ended':
      encoded.push('ended', false, guard.by, false, false);
      break;
    case 'run':
      encoded.push('run', false, guard.round === undefined ? false : String(guard.round), false, false);
  }
}

/** Change: to, value, extra, and then the further properties of its event. */
function encodeChange(encoded: unknown[], change: Change): void {
  switch (change.to) {
    case 'completed':
    case 'skipped':
      encoded.push(change.to, change.output, false);
      break;
    case 'failed':
    case 'timed_out':
      encoded.push(change.to, change.error, change.output ?? false);
      break;
    case 'iterated':
      encoded.push(change.to, change.output, change.opening.mode);
      break;
    case 'retrying':
      encoded.push(change.to, change.error, change.delayMs);
      break;
    case 'expanded':
      encoded.push(change.to, change.list.total, `${change.lanes},${change.first}`);
      break;
    case 'redone': {
      const { left, dropped } = change.items;
      encoded.push(change.to, left, `${change.lanes},${change.first},${dropped.length}`);
      break;
    }
    case 'settled':
      encoded.push(change.to, change.result, `${change.status},${change.goesOn}`);
      break;
    case 'collected':
      encoded.push(change.to, change.output, change.error ?? false);
      break;
    case 'open':
      encoded.push(change.to, change.opening.mode, change.lost);
      break;
    case 'released':
      encoded.push(change.to, false, change.underSameJob);
      break;
    case 'blocked':
      encoded.push(change.to, change.reason, change.error ?? false);
      break;
    case 'retried': {
      const by = change.by === undefined ? '' : `,"by":${JSON.stringify(change.by)}`;
      encoded.push(change.to, `"steps":${JSON.stringify(change.steps)}${by}`, change.timeoutMs ?? false);
      break;
    }
    case 'allowed': {
      const { names, by } = change;
      const properties = JSON.stringify({ names, ...(by !== undefined && { by }) });
      encoded.push(change.to, properties, names.join());
      break;
    }
    case 'started':
      encoded.push(change.to, change.timeoutMs ?? false, false);
      break;
    case 'resumed':
    case 'paused':
      encoded.push(change.to, change.by === undefined ? false : JSON.stringify(change.by), false);
      break;
    case 'kept':
    case 'unblocked':
    case 'ended':
      encoded.push(change.to, false, false);
  }
}

/** Opening: unit, needs, mode, how the run ends (or what the unit waits for), and the fields that the unit reads. */
function encodeNext(encoded: unknown[], next: Next): void {
  const end = next.mode === 'end' ? next.end : undefined;
  const what = next.mode === 'park' ? encodePark(next.park) : (end?.status ?? false);
  encoded.push(next.unit, next.needs, next.mode, what, resultOf(end));
  encoded.push(next.reads.length, ...next.reads);
}

function resultOf(end: RunEnd | undefined): string | false {
  if (end === undefined) return false;
  return end.status === 'completed' ? end.output : end.error;
}
