import {
  type BlobPieces,
  partitionOfEventBlob,
  type QuietRun,
  readCount,
  readText,
  type SealedBlob,
} from '@ag06/store';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { toTexts } from './reply-values.ts';
import { partitionOf } from './run-id.ts';

/**
 * The blobs of an owner, a run or an event of a stream, are one hash: `#<upload>#<n>` is a piece, `=<sha256>` is
 * `upload|bytes|pieces` of a sealed blob, `@` says that an append has claimed it. A sorted set of each partition has the
 * owners to which a blob was added, by when; a claim takes its owner off.
 */
const ADD = /* lua */ `
local clock = redis.call('TIME')
redis.call('ZADD', KEYS[2], clock[1] * 1000 + math.floor(clock[2] / 1000), ARGV[1])
if ARGV[2] then redis.call('HSET', KEYS[1], ARGV[2], ARGV[3]) end
`;

/** ARGV: the hash's field, the upload, its bytes, its pieces. Deletes the pieces of a second upload of the same bytes. */
const SEAL = /* lua */ `
local known = redis.call('HGET', KEYS[1], ARGV[1])
local text = table.concat({ ARGV[2], ARGV[3], ARGV[4] }, '|')
if known == text then return 1 end
for n = 0, tonumber(ARGV[4]) - 1 do
  local field = '#' .. ARGV[2] .. '#' .. string.format('%d', n)
  if known then redis.call('HDEL', KEYS[1], field)
  elseif redis.call('HEXISTS', KEYS[1], field) == 0 then return 0 end
end
if not known then redis.call('HSET', KEYS[1], ARGV[1], text) end
return 1
`;

/** ARGV: the upload, its hash or '', the first and the last piece to delete. Redis does it also while its memory is full. */
const DROP_UPLOAD = /* lua */ `
local known = ARGV[2] ~= '' and redis.call('HGET', KEYS[1], '=' .. ARGV[2])
if known and string.find(known, ARGV[1] .. '|', 1, true) == 1 then return end
for n = tonumber(ARGV[3]), tonumber(ARGV[4]) do
  redis.call('HDEL', KEYS[1], '#' .. ARGV[1] .. '#' .. string.format('%d', n))
end
`;

/** Deletes fields if no blob was added since. ARGV: the run, when the last one was, the fields. */
const DROP = /* lua */ `
if redis.call('ZSCORE', KEYS[2], ARGV[1]) ~= ARGV[2] then return 0 end
if #ARGV == 2 then redis.call('ZREM', KEYS[2], ARGV[1])
else redis.call('HDEL', KEYS[1], unpack(ARGV, 3)) end
return 1
`;

/** Marks the blob of an event; see `streams/lua/append-events.ts`. */
const CLAIMED = '@';

/** How many pieces are deleted at once, so that Redis is not held up. */
const DROPPED_AT_ONCE = 100;

export class RedisBlobPieces implements BlobPieces {
  readonly #redis: RedisClient;
  readonly #partitions: readonly PartitionKeys[];

  constructor(redis: RedisClient, partitions: readonly PartitionKeys[]) {
    this.#redis = redis;
    this.#partitions = partitions;
  }

  async write(runId: string, upload: string, n: number, bytes: Uint8Array): Promise<void> {
    await this.#redis.eval(ADD, 2, ...this.#keysOf(runId), runId, pieceField(upload, n), Buffer.from(bytes));
  }

  async seal(runId: string, { sha256, upload, bytes, pieces }: SealedBlob): Promise<boolean> {
    const keys = this.#keysOf(runId);
    return (await this.#redis.eval(SEAL, 2, ...keys, `=${sha256}`, upload, bytes, pieces)) === 1;
  }

  async drop(runId: string, upload: string, pieces: number, sha256 = ''): Promise<void> {
    const [key] = this.#keysOf(runId);
    for (let from = 0; from < pieces; from += DROPPED_AT_ONCE) {
      const last = Math.min(pieces, from + DROPPED_AT_ONCE) - 1;
      await this.#redis.eval(DROP_UPLOAD, 1, key, upload, sha256, from, last);
    }
  }

  async touch(runId: string): Promise<void> {
    await this.#redis.eval(ADD, 2, ...this.#keysOf(runId), runId);
  }

  async find(runId: string, sha256: string): Promise<SealedBlob | undefined> {
    const text = await this.#redis.hget(this.#keysOf(runId)[0], `=${sha256}`);
    return text === null ? undefined : parseSealed(sha256, text);
  }

  async read(runId: string, upload: string, n: number): Promise<Uint8Array | undefined> {
    return (await this.#redis.hgetBuffer(this.#keysOf(runId)[0], pieceField(upload, n))) ?? undefined;
  }

  async list(runId: string): Promise<readonly SealedBlob[]> {
    const [key] = this.#keysOf(runId);
    const fields = (await this.#redis.hkeys(key)).filter((field) => field.startsWith('='));
    if (fields.length === 0) return [];
    const texts = await this.#redis.hmget(key, ...fields);
    return fields.flatMap((field, i) => {
      const text = texts[i];
      return typeof text === 'string' ? [parseSealed(field.slice(1), text)] : [];
    });
  }

  /** Whether it is the blob of an event. */
  async isClaimed(owner: string): Promise<boolean> {
    if (partitionOfEventBlob(owner) === undefined) return false;
    return (await this.#redis.hexists(this.#keysOf(owner)[0], CLAIMED)) === 1;
  }

  async deleteAll(runId: string): Promise<void> {
    const [key, list] = this.#keysOf(runId);
    await this.#redis.multi().unlink(key).zrem(list, runId).exec();
  }

  async listQuiet(quietMs: number, limit: number): Promise<readonly QuietRun[]> {
    const [seconds] = await this.#redis.time();
    const before = Number(seconds) * 1000 - quietMs;
    const found: QuietRun[] = [];
    for (const { blobRuns } of this.#partitions) {
      const page = ['LIMIT', 0, limit] as const;
      const reply = toTexts(await this.#redis.zrangebyscore(blobRuns, '-inf', before, 'WITHSCORES', ...page));
      for (let i = 0; i + 1 < reply.length; i += 2)
        found.push({ runId: readText('run', reply[i]), addedAt: readCount('addedAt', reply[i + 1]) });
    }
    return found.sort((a, b) => a.addedAt - b.addedAt).slice(0, limit);
  }

  async retain({ runId, addedAt }: QuietRun, sha256s: readonly string[]): Promise<number> {
    const [key] = this.#keysOf(runId);
    const kept = new Set(sha256s);
    const sealed = await this.list(runId);
    const uploads = new Set(sealed.flatMap(({ sha256, upload }) => (kept.has(sha256) ? [upload] : [])));
    const isKept = (field: string) =>
      field === CLAIMED || (field.startsWith('=') ? kept.has(field.slice(1)) : uploads.has(uploadOf(field)));
    // The names of blobs first: a blob whose pieces are half gone is found by nobody.
    const gone = (await this.#redis.hkeys(key)).filter((field) => !isKept(field)).sort(namesFirst);
    for (let from = 0; from < gone.length; from += DROPPED_AT_ONCE) {
      const some = gone.slice(from, from + DROPPED_AT_ONCE);
      if (!(await this.#drop(runId, addedAt, some))) return 0;
    }
    await this.#drop(runId, addedAt, []);
    return new Set(gone.filter((field) => field.startsWith('#')).map(uploadOf)).size;
  }

  async #drop(runId: string, addedAt: number, fields: readonly string[]): Promise<boolean> {
    return (await this.#redis.eval(DROP, 2, ...this.#keysOf(runId), runId, String(addedAt), ...fields)) === 1;
  }

  #keysOf(runId: string): readonly [blobs: string, list: string] {
    const partition = partitionOfEventBlob(runId) ?? partitionOf(runId, this.#partitions.length);
    const keys = this.#partitions[partition ?? 0];
    if (keys === undefined) throw new Error('A store has at least one partition.');
    return [keys.blobs(runId), keys.blobRuns];
  }
}

const pieceField = (upload: string, n: number): string => `#${upload}#${n}`;

const uploadOf = (field: string): string => field.slice(1, field.lastIndexOf('#'));

const namesFirst = (a: string, b: string): number => Number(b.startsWith('=')) - Number(a.startsWith('='));

function parseSealed(sha256: string, text: string): SealedBlob {
  const [upload, bytes, pieces] = text.split('|');
  return {
    sha256,
    upload: readText('upload', upload),
    bytes: readCount('bytes', bytes),
    pieces: readCount('pieces', pieces),
  };
}
