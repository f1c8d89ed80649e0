import {
  type GroupDeliveriesView,
  type GroupHeldView,
  type GroupListView,
  type GroupView,
  toRfc3339,
} from '@ag06/contracts';
import type {
  GroupDescription,
  GroupName,
  GroupPage,
  GroupRead,
  GroupStart,
  GroupStore,
  HoldAnswer,
} from '@ag06/store';
import { describeStreamEvent } from './describe-stream.ts';
import {
  positionArchived,
  renewedStream,
  tooManyGroups,
  unknownGroup,
  unknownStream,
} from './stream-refusals.ts';

export type DeliveredPage = Extract<GroupPage, { result: 'delivered' }>;

/** What a dispatcher without an archive has of events that left the store. */
const NOTHING = { positions: [], lost: [] };

/**
 * Delivers events to a consumer. Throws `Refusal` STREAM_UNKNOWN, STREAM_RENEWED or GROUPS_TOO_MANY, and POSITION_ARCHIVED if the
 * next ones are in an archive that this dispatcher does not have.
 */
export async function readGroup(groups: Pick<GroupStore, 'read'>, read: GroupRead): Promise<DeliveredPage> {
  const page = await groups.read({ ...read, removed: NOTHING });
  switch (page.result) {
    case 'delivered':
      return page;
    case 'unknown':
      throw unknownStream(read.stream);
    case 'renewed':
      throw renewedStream(read.stream, page.incarnation);
    case 'missing':
      throw positionArchived(read.stream, page.first);
    case 'too_many_groups':
      throw tooManyGroups(read.stream);
  }
}

export function describeDeliveries({ events, leasedUntil, incarnation }: DeliveredPage): GroupDeliveriesView {
  const deliveries = events.map((event) => ({ ...describeStreamEvent(event), delivery: event.delivery }));
  return { deliveries, leaseUntil: toRfc3339(leasedUntil), incarnation };
}

/** Throws `Refusal` GROUP_UNKNOWN or STREAM_RENEWED. */
export function toHeldView({ stream, group }: GroupName, answer: HoldAnswer): GroupHeldView {
  if (answer.result === 'unknown') throw unknownGroup(stream, group);
  if (answer.result === 'renewed') throw renewedStream(stream, answer.incarnation);
  return { refused: [...answer.refused] };
}

/** Moves a group. Throws `Refusal` STREAM_UNKNOWN, GROUPS_TOO_MANY. */
export async function resetGroup(
  groups: Pick<GroupStore, 'reset' | 'describe'>,
  group: GroupName,
  to: GroupStart,
): Promise<GroupView> {
  const { result } = await groups.reset(group, to);
  if (result === 'unknown') throw unknownStream(group.stream);
  if (result === 'too_many_groups') throw tooManyGroups(group.stream);
  return showGroup(groups, group);
}

/** Throws `Refusal` GROUP_UNKNOWN. */
export async function showGroup(groups: Pick<GroupStore, 'describe'>, name: GroupName): Promise<GroupView> {
  const found = await groups.describe(name);
  if (found === undefined) throw unknownGroup(name.stream, name.group);
  return describeGroup(name.stream, found);
}

/** Throws `Refusal` STREAM_UNKNOWN. */
export async function listGroups(
  groups: Pick<GroupStore, 'list'>,
  tenant: string,
  stream: string,
): Promise<GroupListView> {
  const found = await groups.list(tenant, stream);
  if (found === undefined) throw unknownStream(stream);
  return { items: found.map((group) => describeGroup(stream, group)) };
}

function describeGroup(stream: string, description: GroupDescription): GroupView {
  const { group, position, delivered, lag, pending, dead, oldestAt, incarnation } = description;
  return {
    stream,
    group,
    position,
    delivered,
    lag,
    pending,
    deadLetters: dead,
    ...(oldestAt !== undefined && { oldestAt: toRfc3339(oldestAt) }),
    incarnation,
  };
}
