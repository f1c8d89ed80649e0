import type { TuningFrozenView } from '@ag06/contracts';
import { FLEET_POLICY, NO_POLICY, parseTuningPolicy, type TuningPolicy } from '@ag06/contracts/tuning';
import type { Store } from '@ag06/store';
import { OPERATOR, swapUntilItStands } from './swap-until-it-stands.ts';

/** Keeps the optimizer from changing anything of any agent, or ends that. Settings stay as they are. @throws Refusal TUNING_BUSY */
export async function freezeFleet(
  { shared, runs }: Pick<Store, 'shared' | 'runs'>,
  isFrozen: boolean,
  reason: string,
): Promise<TuningFrozenView> {
  const note = { at: Math.round(await runs.now()), by: OPERATOR, reason };
  await swapUntilItStands(shared, 'tuning-policy', FLEET_POLICY, (present) => {
    const { frozen: _, ...rest } = (present && parseTuningPolicy(present)) || NO_POLICY;
    return { ...rest, ...(isFrozen && { frozen: note }) };
  });
  return { isFrozen, ...note, at: new Date(note.at).toISOString() };
}

/** Who has frozen the fleet, and why; null: nobody. */
export async function loadFleetFreeze({
  shared,
}: Pick<Store, 'shared'>): Promise<NonNullable<TuningPolicy['frozen']> | null> {
  const found = await shared.load('tuning-policy', FLEET_POLICY);
  return (found && parseTuningPolicy(found.text)?.frozen) ?? null;
}
