import { Refusal } from '@ag06/contracts';
import { encodeRecordedCall, parseRecordedCall } from '@ag06/engine';
import { type ForkedFrom, type LargeValue, type Preset, readLargeText, toLargeText } from '@ag06/protocol';
import { type BlobStore, measureFork } from '@ag06/store';

/** Up to this size, everything that a fork has is in its one command. */
const INLINE_CHARACTERS = 4 * 1024 * 1024;
/** In a larger one, texts of more than this are blobs, so that the command stays small. */
const KEPT_CHARACTERS = 4 * 1024;
/** The largest command. */
export const COMMAND_CHARACTERS: number = 16 * 1024 * 1024;

/** The most bytes of blobs that a fork has from its source: they are copied before it is submitted. */
const BLOB_BYTES = 512 * 1024 * 1024;

/** Blobs of the source, and of the fork. */
interface BlobsOfFork {
  readonly blobs: Pick<BlobStore, 'read' | 'put' | 'deleteAll'>;
  readonly source: string;
  readonly runId: string;
}

/**
 * Copies the blobs of the source to which a fork refers, and makes blobs of its long texts if all of it is too large for one
 * command. They are kept before the fork exists; if its process dies before it does, a sweep deletes them. If one cannot be
 * kept, none stays. Throws `Refusal` FORK_TOO_LARGE before it copies anything if they have too many bytes.
 */
export async function moveTexts(of: BlobsOfFork, fork: ForkedFrom): Promise<ForkedFrom> {
  const bytes = measureBlobs(fork);
  if (bytes > BLOB_BYTES) throw tooManyBytes(of.source, bytes);
  try {
    return await moveAll(of, fork);
  } catch (error) {
    // Nobody else knows its id yet.
    await of.blobs.deleteAll(of.runId).catch(() => {});
    throw error;
  }
}

async function moveAll({ blobs, source, runId }: BlobsOfFork, fork: ForkedFrom): Promise<ForkedFrom> {
  const isTooLarge = measureFork(fork) > INLINE_CHARACTERS;
  /** An outcome is often recorded as well. */
  const moved = new Map<string, string>();
  const put = async (text: string, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) => {
    const reference = toLargeText(await blobs.put(runId, bytes));
    moved.set(text, reference);
    return reference;
  };
  const move = async (text: string): Promise<string> => {
    const known = moved.get(text);
    if (known !== undefined) return known;
    const large: LargeValue | undefined = readLargeText(text);
    if (large !== undefined) return put(text, blobs.read(source, large));
    return isTooLarge && text.length > KEPT_CHARACTERS ? put(text, [Buffer.from(text)]) : text;
  };
  const presets: Preset[] = [];
  for (const preset of fork.presets) presets.push(await movePreset(preset, move));
  const fields: ForkedFrom['fields'][number][] = [];
  for (const [field, value] of fork.fields) {
    const call = parseRecordedCall(value);
    const isCall = field.startsWith('r:') && call !== undefined && call.status === 'completed';
    fields.push([field, isCall ? encodeRecordedCall({ ...call, result: await move(call.result) }) : value]);
  }
  return { ...fork, presets, fields };
}

/** The bytes of all blobs to which a fork refers, each counted once. */
function measureBlobs({ presets, fields }: ForkedFrom): number {
  const sizes = new Map<string, number>();
  const note = (text: string | undefined) => {
    const large = text === undefined ? undefined : readLargeText(text);
    if (large !== undefined) sizes.set(large.sha256, large.bytes);
  };
  for (const preset of presets)
    if (preset.preset === 'items') for (const { result } of preset.outcomes) note(result);
    else note(preset.output);
  for (const [field, value] of fields) {
    const call = field.startsWith('r:') ? parseRecordedCall(value) : undefined;
    if (call?.status === 'completed') note(call.result);
  }
  let bytes = 0;
  for (const size of sizes.values()) bytes += size;
  return bytes;
}

function tooManyBytes(runId: string, bytes: number): Refusal {
  const message = `The outcomes of the run ${runId} have ${bytes} bytes of large outputs, and a fork takes at most ${BLOB_BYTES}. Fork it from an earlier event.`;
  return new Refusal(413, 'FORK_TOO_LARGE', message);
}

async function movePreset(preset: Preset, move: (text: string) => Promise<string>): Promise<Preset> {
  switch (preset.preset) {
    case 'outcome':
      return preset.output === undefined ? preset : { ...preset, output: await move(preset.output) };
    case 'iteration':
      return { ...preset, output: await move(preset.output) };
    case 'items': {
      const outcomes = [];
      for (const outcome of preset.outcomes)
        outcomes.push(
          outcome.status === 'completed' ? { ...outcome, result: await move(outcome.result) } : outcome,
        );
      return { ...preset, outcomes };
    }
  }
}
