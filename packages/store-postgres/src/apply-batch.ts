import type { AnswerTo, Claim, Command, Grant, Moves, RunField, RunMeta, RunStatus } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import type { BatchAnswers } from '@ag06/store';
import { dedupeName, encodeCommand } from './encode-command.ts';
import { toStoreError } from './to-store-error.ts';

/** What `ag06.apply` answers: the port's own shapes, but for values and meta. */
type RawGrant = Omit<Grant, 'values' | 'unread'> & {
  /** Without a value if the answer has it elsewhere; with null if there is too much to tell. */
  readonly values: readonly (readonly [RunField] | readonly [RunField, string | null])[];
};
interface RawAnswer {
  readonly result: string;
  readonly status?: RunStatus;
  readonly grants?: readonly RawGrant[];
  readonly evaluations?: readonly RawGrant[];
  readonly meta?: string;
}

/** Applies a batch in one transaction. Rejects with a `StoreError` if nothing of it was applied. */
export async function applyBatch(
  database: SqlDatabase,
  batch: readonly Command[],
  watchdogMs: number,
): Promise<BatchAnswers> {
  try {
    const ordered = orderByLocks(batch);
    const encoded = JSON.stringify(ordered.map(({ command }) => encodeCommand(command)));
    const { rows } = await database.query('SELECT ag06.apply($1, $2) AS answers', [encoded, watchdogMs]);
    const raw = rows[0]?.answers as readonly RawAnswer[];
    const answers = new Map(ordered.map(({ place }, i) => [place, toAnswer(raw[i] as RawAnswer)]));
    return batch.map((_, place) => answers.get(place) as AnswerTo<Command>);
  } catch (error) {
    throw toStoreError(error);
  }
}

interface Placed {
  readonly command: Command;
  readonly place: number;
}

/**
 * Submissions lock their keys, and then their runs, one after the other: those that stand together by name, so that two
 * batches of them never wait for each other in a circle. None passes a command of another kind, which may be about its
 * run. Runs that exist are locked by the function, before all.
 */
function orderByLocks(batch: readonly Command[]): readonly Placed[] {
  const rows: Placed[][] = [];
  for (const [place, command] of batch.entries()) {
    const row = rows.at(-1);
    const isBesideAnother = row?.[0]?.command.kind === 'submit' && command.kind === 'submit';
    if (isBesideAnother) row?.push({ command, place });
    else rows.push([{ command, place }]);
  }
  return rows.flatMap((row) => row.sort(byLocks));
}

function byLocks(a: Placed, b: Placed): number {
  const [left, right] = [lockOf(a.command), lockOf(b.command)];
  return left < right ? -1 : left > right ? 1 : a.place - b.place;
}

/** Behind all keys: what has none. Of several under one key the first is the first, as in every other store. */
function lockOf(command: Command): string {
  if (command.kind !== 'submit') return '~~';
  const { dedupe, tenant, runId } = command;
  return dedupe === undefined ? `~${runId}` : dedupeName(tenant, dedupe.key);
}

function toAnswer(raw: RawAnswer): AnswerTo<Command> {
  const { grants, evaluations, meta } = raw;
  if (grants === undefined || evaluations === undefined) return raw as unknown as AnswerTo<Command>;
  const values = new Map([...grants, ...evaluations].flatMap((grant) => grant.values.flatMap(toTold)));
  const toGrant = (grant: RawGrant) => readGrant(grant, values);
  const told = { ...raw, grants: grants.map(toGrant), evaluations: evaluations.map(toGrant) };
  if (meta === undefined) return told as unknown as Moves as AnswerTo<Command>;
  return { ...told, meta: JSON.parse(meta) as RunMeta } as unknown as AnswerTo<Claim>;
}

const toTold = ([field, value]: RawGrant['values'][number]): [RunField, string][] =>
  typeof value === 'string' ? [[field, value]] : [];

function readGrant(raw: RawGrant, told: ReadonlyMap<RunField, string>): Grant {
  const values = new Map<RunField, string>();
  const unread: RunField[] = [];
  for (const [field, value] of raw.values) {
    if (value === null) unread.push(field);
    else values.set(field, value ?? told.get(field) ?? '');
  }
  return { ...raw, values, ...(unread.length > 0 && { unread }) };
}
