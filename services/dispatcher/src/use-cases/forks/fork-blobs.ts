import { encodeRecordedCall, parseRecordedCall } from '@ag06/engine';
import { type ForkedFrom, type LargeValue, type Preset, readLargeText, toLargeText } from '@ag06/protocol';
import { type BlobStore, measureFork } from '@ag06/store';

/** Up to this size, everything that a fork has is in its one command. */
const INLINE_CHARACTERS = 4 * 1024 * 1024;
/** In a larger one, texts of more than this are blobs, so that the command stays small. */
const KEPT_CHARACTERS = 4 * 1024;
/** The largest command. */
export const COMMAND_CHARACTERS: number = 16 * 1024 * 1024;

/** Blobs of the source, and of the fork. */
export interface BlobsOfFork {
  readonly blobs: Pick<BlobStore, 'read' | 'put'>;
  readonly source: string;
  readonly runId: string;
}

/**
 * Copies the blobs of the source to which a fork refers, and makes blobs of its long texts if all of it is too large for one
 * command. They are kept before the fork exists; if it never does, a sweep deletes them.
 */
export async function moveTexts(
  { blobs, source, runId }: BlobsOfFork,
  fork: ForkedFrom,
): Promise<ForkedFrom> {
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
