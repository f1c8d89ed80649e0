import type { AnswerTo, Claim, Command, Grant, Moves, RunField, RunMeta, RunStatus } from '@ag06/contracts';
import type { SqlDatabase } from '@ag06/postgres';
import type { BatchAnswers, StoreError } from '@ag06/store';
import { encodeCommand } from './encode-command.ts';
import { toStoreError } from './to-store-error.ts';

/** What `ag06.apply` answers: the port's own shapes, but for values and meta. */
type RawGrant = Omit<Grant, 'values'> & { readonly values: readonly (readonly [RunField, string])[] };
interface RawAnswer {
  readonly result: string;
  readonly status?: RunStatus;
  readonly grants?: readonly RawGrant[];
  readonly evaluations?: readonly RawGrant[];
  readonly meta?: string;
}

/**
 * Applies a batch in one transaction. If that fails because of what one of them says, each is applied by itself, so
 * that none suffers for another.
 */
export async function applyBatch(
  database: SqlDatabase,
  batch: readonly Command[],
  watchdogMs: number,
): Promise<BatchAnswers> {
  try {
    const encoded = JSON.stringify(batch.map(encodeCommand));
    const { rows } = await database.query('SELECT ag06.apply($1, $2) AS answers', [encoded, watchdogMs]);
    const answers = rows[0]?.answers as readonly RawAnswer[];
    return answers.map(toAnswer);
  } catch (error) {
    const failure = toStoreError(error);
    if (failure.isRetryable || batch.length === 1) throw failure;
    return Promise.all(batch.map((command) => applyAlone(database, command, watchdogMs)));
  }
}

async function applyAlone(
  database: SqlDatabase,
  command: Command,
  watchdogMs: number,
): Promise<AnswerTo<Command> | StoreError> {
  try {
    const [answer] = await applyBatch(database, [command], watchdogMs);
    return answer as AnswerTo<Command>;
  } catch (error) {
    return toStoreError(error);
  }
}

function toAnswer(raw: RawAnswer): AnswerTo<Command> {
  const { grants, evaluations, meta } = raw;
  if (grants === undefined || evaluations === undefined) return raw as unknown as AnswerTo<Command>;
  const told = { ...raw, grants: grants.map(toGrant), evaluations: evaluations.map(toGrant) };
  if (meta === undefined) return told as unknown as Moves as AnswerTo<Command>;
  return { ...told, meta: JSON.parse(meta) as RunMeta } as unknown as AnswerTo<Claim>;
}

const toGrant = (raw: RawGrant): Grant => ({ ...raw, values: new Map(raw.values) });
