import { isForkField, type RunField } from '@ag06/protocol';
import type { RedisClient } from './redis-client.ts';
import { toList, toReply } from './reply-values.ts';

/** The most fields in one command, and lengths in one pipeline, so that neither blocks Redis for long. */
const PIECE = 1_000;

/** Loads these fields of a run's hash. Missing ones are absent, and so are those that a command has emptied. */
export async function loadFields<F extends string>(
  redis: RedisClient,
  runKey: string,
  fields: readonly F[],
): Promise<Map<F, string>> {
  const found = new Map<F, string>();
  for (let from = 0; from < fields.length; from += PIECE) {
    const piece = fields.slice(from, from + PIECE);
    const values = await redis.hmget(runKey, ...piece);
    for (const [i, field] of piece.entries()) {
      const value = values[i];
      if (typeof value === 'string' && value !== '') found.set(field, value);
    }
  }
  return found;
}

/** Measures these fields in bytes. No field is empty, so a length of 0 means that it is missing. */
export async function measureFields(
  redis: RedisClient,
  runKey: string,
  fields: readonly RunField[],
): Promise<Map<RunField, number>> {
  const found = new Map<RunField, number>();
  for (let from = 0; from < fields.length; from += PIECE) {
    const piece = fields.slice(from, from + PIECE);
    const pipeline = redis.pipeline();
    for (const field of piece) pipeline.hstrlen(runKey, field);
    for (const [i, [error, bytes]] of ((await pipeline.exec()) ?? []).entries()) {
      if (error !== null) throw error;
      const field = piece[i];
      if (field !== undefined && Number(bytes) > 0) found.set(field, Number(bytes));
    }
  }
  return found;
}

/** The names of the fields that only forks have. */
export async function listForkFields(redis: RedisClient, runKey: string): Promise<readonly RunField[]> {
  return (await redis.hkeys(runKey)).filter(isForkField);
}

/** Loads these fields in one transaction, with the number of fields in the hash. */
export async function loadAtOnce(
  redis: RedisClient,
  runKey: string,
  fields: readonly string[],
): Promise<{ readonly values: ReadonlyMap<string, string>; readonly length: number }> {
  const transaction = redis.multi().hlen(runKey);
  for (let from = 0; from < fields.length; from += PIECE)
    transaction.hmget(runKey, ...fields.slice(from, from + PIECE));
  const [counted, ...pieces] = ((await transaction.exec()) ?? []).map(toReply);
  const values = new Map<string, string>();
  for (const [i, value] of pieces.flatMap(toList).entries()) {
    const field = fields[i];
    if (typeof value === 'string' && field !== undefined) values.set(field, value);
  }
  return { values, length: Number(counted) };
}
