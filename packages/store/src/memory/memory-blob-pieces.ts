import type { BlobPieces, QuietRun, SealedBlob } from '../blobs/blob-pieces.ts';

interface RunBlobs {
  readonly sealed: Map<string, SealedBlob>;
  /** The pieces of each upload. */
  readonly uploads: Map<string, Uint8Array[]>;
  addedAt: number;
  /** Whether an event refers to it. */
  isClaimed: boolean;
}

/** Blobs in memory: the reference. */
export class MemoryBlobPieces implements BlobPieces {
  readonly #now: () => number;
  readonly #runs = new Map<string, RunBlobs>();

  constructor(now: () => number) {
    this.#now = now;
  }

  async write(runId: string, upload: string, n: number, bytes: Uint8Array): Promise<void> {
    const { uploads } = this.#add(runId);
    const pieces = uploads.get(upload) ?? [];
    pieces[n] = bytes;
    uploads.set(upload, pieces);
  }

  async seal(runId: string, blob: SealedBlob): Promise<boolean> {
    const { sealed, uploads } = this.#add(runId);
    const known = sealed.get(blob.sha256);
    if (known !== undefined) {
      if (known.upload !== blob.upload) uploads.delete(blob.upload);
      return true;
    }
    if ((uploads.get(blob.upload)?.length ?? 0) !== blob.pieces) return false;
    sealed.set(blob.sha256, blob);
    return true;
  }

  async drop(runId: string, upload: string): Promise<void> {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    const isBlob = [...run.sealed.values()].some((blob) => blob.upload === upload);
    if (!isBlob) run.uploads.delete(upload);
  }

  async touch(runId: string): Promise<void> {
    this.#add(runId);
  }

  async find(runId: string, sha256: string): Promise<SealedBlob | undefined> {
    return this.#runs.get(runId)?.sealed.get(sha256);
  }

  async read(runId: string, upload: string, n: number): Promise<Uint8Array | undefined> {
    return this.#runs.get(runId)?.uploads.get(upload)?.[n];
  }

  async list(runId: string): Promise<readonly SealedBlob[]> {
    return [...(this.#runs.get(runId)?.sealed.values() ?? [])];
  }

  async deleteAll(runId: string): Promise<void> {
    this.forget(runId);
  }

  /** Deletes all blobs of a run, at once. */
  forget(runId: string): void {
    this.#runs.delete(runId);
  }

  /** Makes blobs those of an event, which nobody takes for orphans. Returns false, and does nothing, if one is missing. */
  claim(owners: readonly string[]): boolean {
    const found = owners.map((owner) => this.#runs.get(owner));
    if (found.some((blobs) => blobs === undefined || blobs.sealed.size === 0)) return false;
    for (const blobs of found) if (blobs !== undefined) Object.assign(blobs, { isClaimed: true, addedAt: 0 });
    return true;
  }

  isClaimed(owner: string): boolean {
    return this.#runs.get(owner)?.isClaimed === true;
  }

  async listQuiet(quietMs: number, limit: number): Promise<readonly QuietRun[]> {
    const before = this.#now() - quietMs;
    return [...this.#runs]
      .map(([runId, { addedAt }]) => ({ runId, addedAt }))
      .filter(({ addedAt }) => addedAt > 0 && addedAt <= before)
      .sort((a, b) => a.addedAt - b.addedAt)
      .slice(0, limit);
  }

  async retain({ runId, addedAt }: QuietRun, sha256s: readonly string[]): Promise<number> {
    const run = this.#runs.get(runId);
    if (run === undefined || run.addedAt !== addedAt) return 0;
    const kept = sha256s.flatMap((sha256) => run.sealed.get(sha256) ?? []);
    const isKept = new Set(kept.map(({ upload }) => upload));
    const gone = [...run.uploads.keys()].filter((upload) => !isKept.has(upload));
    for (const upload of gone) run.uploads.delete(upload);
    for (const { sha256, upload } of run.sealed.values()) if (!isKept.has(upload)) run.sealed.delete(sha256);
    if (run.sealed.size === 0) this.#runs.delete(runId);
    else run.addedAt = 0;
    return gone.length;
  }

  #add(runId: string): RunBlobs {
    const run = this.#runs.get(runId) ?? {
      sealed: new Map(),
      uploads: new Map(),
      addedAt: 0,
      isClaimed: false,
    };
    run.addedAt = this.#now();
    this.#runs.set(runId, run);
    return run;
  }
}
