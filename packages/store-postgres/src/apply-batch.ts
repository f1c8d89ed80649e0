import type { SqlDatabase } from '@ag06/postgres';
import type { Command } from '@ag06/protocol';
import type { BatchAnswers } from '@ag06/store';
import { dedupeName, encodeCommand } from './encode-command.ts';
import { toAnswer, toList } from './read-answer.ts';
import { toStoreError } from './to-store-error.ts';

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
    const answers = toList('answers', rows[0]?.answers);
    return batch.map((command, i) => toAnswer(answers[i], command));
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
