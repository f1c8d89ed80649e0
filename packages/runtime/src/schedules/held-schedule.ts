import { encodeSchedule, parseSchedule, type ScheduleDocument, wakeAt } from '@ag06/schedule';
import type { Store } from '@ag06/store';

/** A schedule as it was loaded, and the store's time then. */
export interface HeldSchedule {
  readonly tenant: string;
  readonly name: string;
  readonly version: number;
  readonly document: ScheduleDocument;
  readonly now: number;
}

/** Undefined if there is no such schedule. Throws if this program cannot read its document. */
export async function loadSchedule(
  { schedules }: Pick<Store, 'schedules'>,
  tenant: string,
  name: string,
): Promise<HeldSchedule | undefined> {
  const { now, found } = await schedules.load(tenant, name);
  if (found === undefined) return undefined;
  const document = parseSchedule(found.text);
  if (document !== undefined) return { tenant, name, version: found.version, document, now };
  throw new Error(
    `The document of the schedule ${name} cannot be read: a newer version may have written it.`,
  );
}

/** Writes a document over the one that was loaded, with its wake-up; undefined if somebody was faster. */
export async function saveSchedule(
  { schedules }: Pick<Store, 'schedules'>,
  held: HeldSchedule,
  document: ScheduleDocument,
): Promise<HeldSchedule | undefined> {
  const { tenant, name, version: expected, now } = held;
  const save = { expected, text: encodeSchedule(document), wakeAt: wakeAt(document, name, now) };
  const version = await schedules.save(tenant, name, save);
  return version === undefined ? undefined : { ...held, version, document };
}
