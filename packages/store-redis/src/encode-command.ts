import type { Change, Claim, Command, Commit, Guard, Next, RunEnd, Submit } from '@ag06/contracts';

/**
 * A command as the script takes it apart: an array whose first six elements are kind, id, worker, job, delivery and run
 * id, and whose others each handler of `lua/commands.ts` names in its first line. Arrays are twice as fast to decode in
 * Lua as maps.
 */
export function encodeCommand(command: Command): readonly unknown[] {
  const { kind, id, issuer, runId } = command;
  const common = [kind, id, issuer.worker, issuer.job, issuer.delivery, runId];
  switch (command.kind) {
    case 'submit':
      return [...common, ...encodeSubmit(command)];
    case 'claim':
      return [...common, ...encodeClaim(command)];
    case 'commit':
      return [...common, ...encodeCommit(command)];
  }
}

function encodeSubmit({ tenant, meta, input, terms, delayMs, timeoutMs, roots, dedupe }: Submit): unknown[] {
  const encoded = [tenant, meta, input, terms, delayMs, timeoutMs ?? null, roots.map(encodeNext)];
  // The script puts the key's name in the place of the first.
  return dedupe === undefined ? [...encoded, null] : [...encoded, true, dedupe.body, dedupe.ttlMs];
}

const encodeClaim = ({ unit, attempt, dispatch, idle }: Claim): unknown[] => [unit, attempt, dispatch, idle];

function encodeCommit({ guard, change, next, end, emitted, known }: Commit): unknown[] {
  const encoded = [...encodeGuard(guard), ...encodeChange(change)];
  encoded.push(next.length > 0 ? next.map(encodeNext) : null, end?.status ?? null, resultOf(end));
  if (emitted.length > 0 || known.length > 0) encoded.push(emitted.length > 0 ? emitted : null);
  if (known.length > 0) encoded.push(known);
  return encoded;
}

/** on, unit, token, status or statuses, dispatch. */
function encodeGuard(guard: Guard): unknown[] {
  switch (guard.on) {
    case 'token':
      return ['token', guard.unit, guard.token, null, null];
    case 'unit':
      return ['unit', guard.unit, guard.token, guard.status, guard.dispatch];
    case 'run':
      return ['run', null, null, guard.statuses, null];
  }
}

/** to, value, extra, reads. */
function encodeChange(change: Change): unknown[] {
  switch (change.to) {
    case 'completed':
    case 'skipped':
      return [change.to, change.output, null, null];
    case 'failed':
    case 'timed_out':
      return [change.to, change.error, null, null];
    case 'retrying':
      return [change.to, change.error, change.delayMs, null];
    case 'open':
      return [change.to, change.opening.mode, change.lost, change.opening.reads];
    case 'released':
      return [change.to, null, change.underSameJob, null];
    case 'started':
    case 'resumed':
    case 'paused':
    case 'ended':
      return [change.to, null, null, null];
  }
}

/** unit, needs, mode, reads, and how the run ends. */
function encodeNext(next: Next): unknown[] {
  const encoded = [next.unit, next.needs, next.mode, next.reads];
  return next.mode === 'end' ? [...encoded, next.end.status, resultOf(next.end)] : encoded;
}

function resultOf(end: RunEnd | undefined): string | null {
  if (end === undefined) return null;
  return end.status === 'completed' ? end.output : end.error;
}
