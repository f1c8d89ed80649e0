import { parseTuningDocument, type TuningDocument } from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';

/** Returns what is published for an agent; undefined if nothing that can be read is. */
export async function loadDocument(
  { shared }: Pick<Store, 'shared'>,
  agent: string,
): Promise<TuningDocument | undefined> {
  const found = await shared.load('tuning', agent);
  const parsed = found && parseTuningDocument(found.text, found.version);
  return parsed?.ok === true ? parsed.value : undefined;
}
