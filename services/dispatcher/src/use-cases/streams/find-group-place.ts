import { type GroupReset, parseProcessRecord, Refusal } from '@ag06/contracts';
import { toMomentMs } from '@ag06/contracts/api';
import type { GroupName, GroupStart, Store, StreamDescription } from '@ag06/store';
import { placeUnknown, positionArchived } from './stream-refusals.ts';

/** A process that was silent for this long is taken for dead. */
const SILENCE_MS = 60_000;

interface GroupPlaceParts {
  readonly store: Pick<Store, 'events' | 'shared' | 'runs'>;
  /** Whether this dispatcher has an archive, so that groups may lie in it. */
  readonly hasArchive: boolean;
}

/**
 * Finds where a group is to begin. Throws `Refusal` GROUP_INVALID; POSITION_ARCHIVED for a place before what the store keeps, if
 * this dispatcher has no archive; ARCHIVE_UNAVAILABLE if the archive, which may have that place, cannot be asked; and FLEET_OLDER
 * if a dispatcher is alive that would pass over archived events. A place in the store needs no archive.
 */
export async function findGroupPlace(
  { store, hasArchive }: GroupPlaceParts,
  { tenant, stream }: Pick<GroupName, 'tenant' | 'stream'>,
  reset: GroupReset,
): Promise<GroupStart> {
  const asked = toStart(reset);
  const description = await store.events.describe(tenant, stream);
  if (description === undefined) return asked === 'last' ? { after: 0 } : asked;
  const { first, last, incomplete } = description;
  if (asked === 'last') return { after: last.position };
  const firstKept = first?.position ?? last.position + 1;
  if (!mayBeRemoved(asked, description, firstKept)) return asked;
  if (!hasArchive) {
    if (reset.to === 'first') return { after: firstKept - 1 };
    throw positionArchived(stream, firstKept);
  }
  if (incomplete !== undefined) throw placeUnknown(stream, firstKept, incomplete.message);
  await needAwareDispatchers(store);
  return asked;
}

/** Whether events from that place on may have left the store. */
function mayBeRemoved(to: GroupStart, { first, last }: StreamDescription, firstKept: number): boolean {
  if (firstKept === 1) return false;
  return 'at' in to ? to.at <= (first?.at ?? last.at) : to.after < firstKept - 1;
}

function toStart({ after, time, to }: GroupReset): GroupStart | 'last' {
  if ([after, time, to].filter((one) => one !== undefined).length !== 1) {
    const errors = [{ path: '', expected: 'exactly one of after, time and to', got: 'something else' }];
    throw new Refusal(422, 'GROUP_INVALID', 'A reset says one place: after, time or to.', { errors });
  }
  if (time !== undefined) return { at: toMomentMs(time) };
  return to === 'last' ? 'last' : { after: after ?? 0 };
}

async function needAwareDispatchers({ shared, runs }: GroupPlaceParts['store']): Promise<void> {
  const [processes, now] = await Promise.all([shared.list('process'), runs.now()]);
  const unaware = processes
    .filter(({ changedAt }) => now - changedAt <= SILENCE_MS)
    .map(({ name, text }) => ({ name, record: parseProcessRecord(text) }))
    .find(({ record }) => record?.service === 'dispatcher' && record.archivedGroups !== true);
  if (unaware === undefined) return;
  const message = `The dispatcher ${unaware.name} is of a release that passes over archived events: a group that lies in the archive would lose them. Upgrade it, or wait a minute after it has stopped. The group stays where it is.`;
  throw new Refusal(409, 'FLEET_OLDER', message);
}
