import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectSource } from '@ag06/objects';

/** What a segment may have in memory while it is written. Only one with a run that is large by itself needs more. */
export const BODY_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;

/** The temporary folder does not take a segment. Told as the place of the archive tells that it is full. */
export class SpillError extends Error {
  override readonly name = 'ObjectError';
  readonly code = 'OBJECTS_FULL';
  readonly isRetryable = true;

  constructor(folder: string, cause: unknown) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const message = `The temporary folder ${folder} does not take a segment that is too large for memory (${code}). Give it room, or set TMPDIR to another folder.`;
    super(message, { cause });
  }
}

/**
 * The bytes of a segment that is being written. Above a bound they go on in a file of the temporary folder. It has no name, so it is gone
 * with `dispose`, and with the process however that ends.
 */
export class SegmentBody implements ObjectSource {
  readonly #heldMax: number;
  readonly #folder: string;
  #parts: Buffer[] = [];
  #held = 0;
  #spilled = 0;
  #file: { readonly folder: string; readonly handle: FileHandle } | undefined;

  constructor(heldMax = BODY_BYTES, folder = tmpdir()) {
    this.#heldMax = heldMax;
    this.#folder = folder;
  }

  get bytes(): number {
    return this.#spilled + this.#held;
  }

  /** How many of them are in memory. */
  get held(): number {
    return this.#held;
  }

  /** All of them at once, if they are in memory. */
  get whole(): Buffer | undefined {
    return this.#file === undefined ? Buffer.concat(this.#parts) : undefined;
  }

  /** Throws `SpillError`. Nothing can be added afterwards. */
  async add(part: Buffer): Promise<void> {
    this.#parts.push(part);
    this.#held += part.length;
    if (this.#held <= this.#heldMax) return;
    try {
      await this.#spill();
    } catch (error) {
      throw new SpillError(this.#folder, error);
    }
  }

  async #spill(): Promise<void> {
    this.#file ??= await openSpill(this.#folder);
    for (const one of this.#parts) await this.#file.handle.appendFile(one);
    this.#spilled += this.#held;
    [this.#parts, this.#held] = [[], 0];
  }

  async *read(): AsyncIterable<Buffer> {
    for (let at = 0; this.#file !== undefined && at < this.#spilled; ) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, this.#spilled - at));
      const { bytesRead } = await this.#file.handle.read(piece, 0, piece.length, at);
      if (bytesRead === 0) throw new Error(`The file of a segment ends at ${at} of ${this.#spilled} bytes.`);
      yield piece.subarray(0, bytesRead);
      at += bytesRead;
    }
    yield* this.#parts;
  }

  /** May be called twice. */
  async dispose(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#parts = [];
    if (file === undefined) return;
    await file.handle.close();
    await removeFolder(file.folder);
  }
}

async function openSpill(under: string) {
  const folder = await mkdtemp(join(under, 'ag06-segment-'));
  try {
    return { folder, handle: await open(join(folder, 'body'), 'ax+') };
  } finally {
    // Some systems keep the name of an open file: then it is removed after it.
    await removeFolder(folder).catch(() => {});
  }
}

const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
