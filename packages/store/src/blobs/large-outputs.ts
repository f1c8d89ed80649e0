import { LIMITS } from '@ag06/contracts';
import {
  type AnswerTo,
  type Change,
  type Command,
  type Commit,
  isLargeText,
  LARGE_TEXT_BYTES,
  type LargeValue,
  type Next,
  type RunEnd,
  type RunField,
  readLargeText,
  toLargeText,
} from '@ag06/protocol';
import type { BareRunStore, LargeReads, RunStore } from '../run-store.ts';
import { StoreError } from '../store-error.ts';
import type { BlobStore } from './blob-store.ts';
import { PacedUpload } from './paced-upload.ts';

/**
 * Keeps outputs above the inline limit as blobs, and reads them where a caller asks for a field. So everybody else writes
 * and reads texts. A field above the limit is never in an answer: adapters put it among the `unread` fields (`withoutLarge`),
 * which the issuer reads after it has measured them. A command without a large text costs nothing here.
 *
 * The blob is kept before the commit that refers to it. If its process dies between the two, a sweep deletes the blob.
 */
export function withLargeOutputs(runs: BareRunStore, blobs: BlobStore): RunStore;
export function withLargeOutputs(runs: BareRunStore, blobs: BlobStore): BareRunStore {
  const large = new LargeOutputs(runs, blobs);
  const own: Pick<RunStore, 'apply' | 'loadFields' | 'measureFields'> & LargeReads = {
    apply: (command) => large.apply(command),
    loadFields: (runId, fields) => large.loadFields(runId, fields),
    measureFields: (runId, fields) => large.measureFields(runId, fields),
    findLarge: (runId, fields) => large.findLarge(runId, fields),
    loadLarge: (runId, value) => large.loadLarge(runId, value),
    copyLarge: (runId, value, toRunId) => large.copyLarge(runId, value, toRunId),
  };
  const names = new Map<string | symbol, unknown>(Object.entries(own));
  /** Keyed by the original method, because a test may replace a method later. */
  const bound = new WeakMap<object, unknown>();
  return new Proxy<BareRunStore>(runs, {
    get(target, name) {
      const known = names.get(name);
      if (known !== undefined) return known;
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      const method = bound.get(member) ?? member.bind(target);
      bound.set(member, method);
      return method;
    },
    ownKeys: (target) => [...new Set([...Reflect.ownKeys(target), ...names.keys()])],
    set(target, name, value) {
      if (!names.has(name)) return Reflect.set(target, name, value);
      names.set(name, value);
      return true;
    },
  });
}

class LargeOutputs implements LargeReads {
  readonly #runs: BareRunStore;
  readonly #blobs: BlobStore;
  /** Those of commits that may be repeated. */
  readonly #uploads = new WeakMap<Commit, Map<string, PacedUpload>>();

  constructor(runs: BareRunStore, blobs: BlobStore) {
    this.#runs = runs;
    this.#blobs = blobs;
  }

  apply<C extends Command>(command: C): Promise<AnswerTo<C>>;
  apply(command: Command): Promise<AnswerTo<Command>> {
    if (command.kind !== 'commit' || !hasLarge(command)) return this.#runs.apply(command);
    return this.#move(command).then((moved) => this.#runs.apply(moved));
  }

  async loadFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, string>> {
    const found = await this.#runs.loadFields(runId, fields);
    return resolveLarge(runId, found, (value) => this.loadLarge(runId, value));
  }

  async measureFields(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, number>> {
    const measured = await this.#runs.measureFields(runId, fields);
    const likely = [...measured].filter(([, bytes]) => maySayLarge(bytes)).map(([field]) => field);
    if (likely.length === 0) return measured;
    const large = await this.findLarge(runId, likely);
    return new Map([...measured].map(([field, bytes]) => [field, large.get(field)?.bytes ?? bytes]));
  }

  async findLarge(runId: string, fields: readonly RunField[]): Promise<ReadonlyMap<RunField, LargeValue>> {
    const measured = await this.#runs.measureFields(runId, fields);
    const likely = [...measured].filter(([, bytes]) => maySayLarge(bytes)).map(([field]) => field);
    const found = new Map<RunField, LargeValue>();
    for (const [field, text] of await this.#runs.loadFields(runId, likely)) {
      const value = readLargeText(text);
      if (value !== undefined) found.set(field, value);
    }
    return found;
  }

  async loadLarge(runId: string, value: LargeValue): Promise<string> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#blobs.read(runId, value)) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  }

  async copyLarge(runId: string, value: LargeValue, toRunId: string): Promise<string> {
    if (await this.#blobs.keep(toRunId, value)) return toLargeText(value);
    return toLargeText(await this.#blobs.put(toRunId, this.#blobs.read(runId, value)));
  }

  /** A reference that is committed long after its blob was kept: a sweep may have taken it for an orphan. */
  async #confirm(runId: string, output = ''): Promise<void> {
    const value = readLargeText(output);
    if (value === undefined || (await this.#blobs.keep(runId, value))) return;
    const message = `The output of ${value.bytes} bytes that is committed to run ${runId} is no longer there.`;
    throw new StoreError('BLOB_UNKNOWN', message);
  }

  #put(commit: Commit, text: string): Promise<LargeValue> {
    const uploads = this.#uploads.get(commit) ?? new Map<string, PacedUpload>();
    this.#uploads.set(commit, uploads);
    const upload = uploads.get(text) ?? new PacedUpload();
    uploads.set(text, upload);
    return upload.put(this.#blobs, commit.runId, text);
  }

  /** Keeps the large texts of a commit as blobs, and puts references in their places. */
  async #move(commit: Commit): Promise<Commit> {
    /** An output may be the run's as well. */
    const kept = new Map<string, string>();
    const move = async (text: string): Promise<string> => {
      if (!isLarge(text)) return text;
      const reference = kept.get(text) ?? toLargeText(await this.#put(commit, text));
      kept.set(text, reference);
      return reference;
    };
    const output = outputOf(commit.change);
    await this.#confirm(commit.runId, output);
    const change = output === undefined ? commit.change : withOutput(commit.change, await move(output));
    const moveEnd = async (end: RunEnd): Promise<RunEnd> =>
      end.status === 'completed' ? { ...end, output: await move(end.output) } : end;
    const next: Next[] = [];
    for (const unit of commit.next)
      next.push(unit.mode === 'end' ? { ...unit, end: await moveEnd(unit.end) } : unit);
    return { ...commit, change, next, end: commit.end && (await moveEnd(commit.end)) };
  }
}

/**
 * Replaces references among the fields of a run by their texts. Rejects with `BLOB_TOO_LARGE` if those have more bytes
 * together than a step may read.
 */
export async function resolveLarge(
  runId: string,
  found: ReadonlyMap<RunField, string>,
  load: (value: LargeValue) => Promise<string>,
): Promise<ReadonlyMap<RunField, string>> {
  let read: Map<RunField, string> | undefined;
  let bytes = 0;
  for (const [field, text] of found) {
    const value = readLargeText(text);
    if (value === undefined) continue;
    bytes += value.bytes;
    if (bytes > LIMITS.readBytes) throw tooMuch(runId, field);
    read ??= new Map(found);
    read.set(field, await load(value));
  }
  return read ?? found;
}

const maySayLarge = (bytes: number): boolean =>
  bytes >= LARGE_TEXT_BYTES.min && bytes <= LARGE_TEXT_BYTES.max;

/** Whether a text has more bytes than a field of a run should hold. */
export const isLarge = (text: string): boolean =>
  text.length > LIMITS.outputBytes ||
  (text.length * 3 > LIMITS.outputBytes && Buffer.byteLength(text) > LIMITS.outputBytes);

function hasLarge({ change, next, end }: Commit): boolean {
  const output = outputOf(change);
  if ((output !== undefined && (isLarge(output) || isLargeText(output))) || hasLargeOutput(end)) return true;
  for (const unit of next) if (unit.mode === 'end' && hasLargeOutput(unit.end)) return true;
  return false;
}

const hasLargeOutput = (end: RunEnd | undefined): boolean =>
  end?.status === 'completed' && isLarge(end.output);

/** The output in a change. A collected list has a limit of its own, under which it is a field. */
function outputOf(change: Change): string | undefined {
  switch (change.to) {
    case 'completed':
    case 'iterated':
    case 'failed':
    case 'timed_out':
      return change.output;
    case 'settled':
      return change.status === 'completed' ? change.result : undefined;
    default:
      return undefined;
  }
}

function withOutput(change: Change, output: string): Change {
  if (change.to === 'settled') return { ...change, result: output };
  return 'output' in change ? { ...change, output } : change;
}

const tooMuch = (runId: string, field: RunField): StoreError =>
  new StoreError(
    'BLOB_TOO_LARGE',
    `The fields of run ${runId} up to ${field} have more than ${LIMITS.readBytes} bytes together. Measure them before they are read.`,
  );
