import type { RunStatus } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import type { AnswerTo, Claim, Command, Grant, Moves, RunField } from '@ag06/protocol';
import { type BatchAnswers, judgeRunMeta, StoreError } from '@ag06/store';
import { dedupeName, encodeCommand } from './encode-command.ts';
import { toStoreError } from './to-store-error.ts';

/** A grant as `ag06.apply` returns it: the port's shape except for values and meta. */
type RawGrant = Omit<Grant, 'values' | 'unread'> & {
  /** Without a value if this answer has it elsewhere; with null if the answer would become too large. */
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
    const encoded = JSON.stringify(batch.map(encodeCommand));
    const locks = locksOf(batch);
    const { rows } = await database.query('SELECT ag06.apply($1, $2, $3) AS answers', [
      encoded,
      watchdogMs,
      locks,
    ]);
    const raw = rows[0]?.answers as readonly RawAnswer[];
    return raw.map((answer, i) => toAnswer(answer, batch[i]?.runId ?? ''));
  } catch (error) {
    throw toStoreError(error);
  }
}

/**
 * The names that the function locks before anything else: the keys of submissions and, in a batch of several commands, the
 * runs that they create. So two batches never wait for each other in a circle, whatever their order.
 */
export function locksOf(batch: readonly Command[]): readonly string[] {
  const names: string[] = [];
  for (const command of batch) {
    if (command.kind !== 'submit') continue;
    const { dedupe, tenant, runId } = command;
    if (dedupe !== undefined) names.push(dedupeName(tenant, dedupe.key));
    if (batch.length > 1) names.push(runId);
  }
  return names;
}

function toAnswer(raw: RawAnswer, runId: string): AnswerTo<Command> | StoreError {
  const { grants, evaluations, meta } = raw;
  if (grants === undefined || evaluations === undefined) return raw as unknown as AnswerTo<Command>;
  const values = new Map([...grants, ...evaluations].flatMap((grant) => grant.values.flatMap(toTold)));
  const toGrant = (grant: RawGrant) => readGrant(grant, values);
  const told = { ...raw, grants: grants.map(toGrant), evaluations: evaluations.map(toGrant) };
  if (meta === undefined) return told as unknown as Moves as AnswerTo<Command>;
  const judged = judgeRunMeta(runId, meta);
  if (judged instanceof StoreError) return judged;
  return { ...told, meta: judged } as unknown as AnswerTo<Claim>;
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
