import { Refusal } from '@ag06/contracts';
import type { SharedKind, SharedStore } from '@ag06/store';

/** The publisher name of what comes from the API. */
export const OPERATOR = 'operator';
/** Another publisher may come between two tries. */
const TRIES = 5;

/** Writes a document made from the present one, and again if somebody else has written meanwhile. @throws Refusal TUNING_BUSY */
export async function swapUntilItStands<T>(
  shared: Pick<SharedStore, 'load' | 'swap'>,
  kind: SharedKind,
  name: string,
  create: (present: string | undefined, version: number) => Promise<T> | T,
): Promise<T> {
  for (let tried = 0; tried < TRIES; tried++) {
    const present = await shared.load(kind, name);
    const version = (present?.version ?? 0) + 1;
    const value = await create(present?.text, version);
    if (await shared.swap(kind, name, version - 1, JSON.stringify(value))) return value;
  }
  const message = `Somebody else changes the tuning of ${name}: look, and try again.`;
  throw new Refusal(503, 'TUNING_BUSY', message, { retryAfterMs: 1_000 });
}
