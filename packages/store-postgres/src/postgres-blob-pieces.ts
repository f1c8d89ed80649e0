import type { SqlDatabase, SqlRow } from '@ag06/postgres';
import {
  type BlobPieces,
  partitionOfEventBlob,
  type QuietRun,
  readCount,
  readFlag,
  readText,
  type SealedBlob,
  unreadable,
} from '@ag06/store';
import { toStoreError } from './to-store-error.ts';

/** A row for each piece, and one for each blob. */
export class PostgresBlobPieces implements BlobPieces {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async write(runId: string, upload: string, n: number, bytes: Uint8Array): Promise<void> {
    await this.#query('SELECT ag06.add_piece($1, $2, $3, $4)', [runId, upload, n, bytes]);
  }

  async seal(runId: string, { sha256, upload, bytes, pieces }: SealedBlob): Promise<boolean> {
    const params = [runId, sha256, upload, bytes, pieces];
    const [row] = await this.#query('SELECT ag06.seal_blob($1, $2, $3, $4, $5) AS sealed', params);
    return readFlag('sealed', row?.sealed);
  }

  async drop(runId: string, upload: string): Promise<void> {
    await this.#query('SELECT ag06.drop_upload($1, $2)', [runId, upload]);
  }

  async touch(runId: string): Promise<void> {
    await this.#query('SELECT ag06.touch_blobs($1)', [runId]);
  }

  async find(runId: string, sha256: string): Promise<SealedBlob | undefined> {
    const text = 'SELECT sha256, upload, bytes, pieces FROM ag06.blobs WHERE run_id = $1 AND sha256 = $2';
    const [row] = await this.#query(text, [runId, sha256]);
    return row && toSealed(row);
  }

  async read(runId: string, upload: string, n: number): Promise<Uint8Array | undefined> {
    const text = 'SELECT bytes FROM ag06.blob_pieces WHERE run_id = $1 AND upload = $2 AND piece = $3';
    const [row] = await this.#query(text, [runId, upload, n]);
    if (row === undefined) return undefined;
    if (row.bytes instanceof Uint8Array) return row.bytes;
    throw unreadable('bytes', 'bytes', typeof row.bytes);
  }

  async list(runId: string): Promise<readonly SealedBlob[]> {
    const text = 'SELECT sha256, upload, bytes, pieces FROM ag06.blobs WHERE run_id = $1';
    return (await this.#query(text, [runId])).map(toSealed);
  }

  /** Whether it is the blob of an event. */
  async isClaimed(owner: string): Promise<boolean> {
    if (partitionOfEventBlob(owner) === undefined) return false;
    const text = `SELECT EXISTS (SELECT FROM ag06.stream_events e WHERE e.large > $1 AND e.large < $2) AS claimed`;
    const [row] = await this.#query(text, [`${owner}|`, `${owner}}`]);
    return readFlag('claimed', row?.claimed);
  }

  async deleteAll(runId: string): Promise<void> {
    await this.#query('SELECT ag06.forget_blobs($1)', [[runId]]);
  }

  async listQuiet(quietMs: number, limit: number): Promise<readonly QuietRun[]> {
    const rows = await this.#query(
      `SELECT run_id, added_at FROM ag06.blob_runs WHERE added_at <= ag06.now_ms() - $1::bigint
      ORDER BY added_at LIMIT $2`,
      [quietMs, limit],
    );
    return rows.map(({ run_id, added_at }) => ({
      runId: readText('run_id', run_id),
      addedAt: readCount('added_at', added_at),
    }));
  }

  async retain({ runId, addedAt }: QuietRun, sha256s: readonly string[]): Promise<number> {
    const [row] = await this.#query('SELECT ag06.retain_blobs($1, $2, $3) AS gone', [
      runId,
      addedAt,
      sha256s,
    ]);
    return readCount('gone', row?.gone);
  }

  async #query(text: string, params: readonly unknown[]): Promise<readonly SqlRow[]> {
    try {
      return (await this.#database.query(text, params)).rows;
    } catch (error) {
      throw toStoreError(error);
    }
  }
}

const toSealed = (row: SqlRow): SealedBlob => ({
  sha256: readText('sha256', row.sha256),
  upload: readText('upload', row.upload),
  bytes: readCount('bytes', row.bytes),
  pieces: readCount('pieces', row.pieces),
});
