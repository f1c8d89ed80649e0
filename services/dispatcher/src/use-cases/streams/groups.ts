import {
  type GroupDeliveriesView,
  type GroupHeldView,
  type GroupListView,
  type GroupView,
  toRfc3339,
} from '@ag06/contracts';
import type {
  EventStore,
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
  placeUnknown,
  positionArchived,
  renewedStream,
  tooManyGroups,
  unknownGroup,
  unknownStream,
} from './stream-refusals.ts';

export type DeliveredPage = Extract<GroupPage, { result: 'delivered' }>;

/** Delivers events to a consumer. Throws `Refusal` STREAM_UNKNOWN, STREAM_RENEWED or GROUPS_TOO_MANY. */
export async function readGroup(groups: Pick<GroupStore, 'read'>, read: GroupRead): Promise<DeliveredPage> {
  const page = await groups.read(read);
  switch (page.result) {
    case 'delivered':
      return page;
    case 'unknown':
      throw unknownStream(read.stream);
    case 'renewed':
      throw renewedStream(read.stream, page.incarnation);
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

/**
 * Throws `Refusal` POSITION_ARCHIVED if events from that place on are in the archive alone, and ARCHIVE_UNAVAILABLE if they
 * may be and the archive cannot be asked. A place in the store needs no archive.
 */
export async function checkInStore(
  events: Pick<EventStore, 'describe'>,
  { tenant, stream }: GroupName,
  to: GroupStart,
): Promise<void> {
  const description = await events.describe(tenant, stream);
  if (description === undefined) return;
  const { archived, incomplete, first, last } = description;
  const firstKept = first?.position ?? last.position + 1;
  if (archived !== undefined) {
    const isArchived = 'at' in to ? to.at <= archived.last.at : to.after < archived.last.position;
    if (isArchived) throw positionArchived(stream, archived.last.position + 1);
  }
  if (incomplete === undefined) return;
  const mayBeArchived = 'at' in to ? to.at <= (first?.at ?? last.at) : to.after < firstKept - 1;
  if (mayBeArchived) throw placeUnknown(stream, firstKept, incomplete.message);
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
