import type {
  BackfillView,
  NextSlotsView,
  PastSlotListView,
  ScheduleBody,
  ScheduleListView,
  ScheduleTriggered,
  ScheduleView,
} from './api-types.ts';
import type { CallOptions } from './call-options.ts';
import type { HttpCaller } from './http-caller.ts';
import { toQuery } from './to-query.ts';

/** The schedules of a fleet, which start runs by the clock. */
export class Schedules {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /** Creates a schedule, or replaces what is said of it. Throws `RefusedError` SCHEDULE_INVALID with the reason. */
  put(name: string, schedule: ScheduleBody, options?: CallOptions): Promise<ScheduleView> {
    return this.#caller.call({ method: 'PUT', path: pathOf(name), body: schedule, shape: NAMED }, options);
  }

  /** A page by name; `cursor` is the `next` of the page before. */
  list({
    cursor,
    limit,
    ...options
  }: CallOptions & { readonly cursor?: string; readonly limit?: number } = {}): Promise<ScheduleListView> {
    const path = `/v1/schedules${toQuery({ cursor, limit })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** With its next ten slots. Throws `RefusedError` SCHEDULE_UNKNOWN. */
  get(name: string, options?: CallOptions): Promise<ScheduleView> {
    return this.#caller.call({ method: 'GET', path: pathOf(name), shape: NAMED }, options);
  }

  /** Runs that it has started go on. */
  async delete(name: string, options?: CallOptions): Promise<void> {
    await this.#caller.call({ method: 'DELETE', path: pathOf(name), shape: NAMED }, options);
  }

  pause(name: string, options?: CallOptions): Promise<ScheduleView> {
    return this.#caller.call({ method: 'POST', path: `${pathOf(name)}/pause`, shape: NAMED }, options);
  }

  /** Goes on with the next slot from now. */
  resume(name: string, options?: CallOptions): Promise<ScheduleView> {
    return this.#caller.call({ method: 'POST', path: `${pathOf(name)}/resume`, shape: NAMED }, options);
  }

  /** Starts a run now, once for each key. Throws `RefusedError` SCHEDULE_OVERLAP. */
  trigger(
    name: string,
    { key = crypto.randomUUID(), ...options }: CallOptions & { readonly key?: string } = {},
  ): Promise<ScheduleTriggered> {
    const headers = { 'idempotency-key': key };
    const call = {
      method: 'POST',
      path: `${pathOf(name)}/trigger`,
      headers,
      shape: { runId: 'text' },
    } as const;
    return this.#caller.call(call, options);
  }

  /** Starts a run for each slot of a range that has none: `from` inclusive, `to` exclusive, at most 500. */
  backfill(
    name: string,
    range: { readonly from: string; readonly to: string; readonly dryRun?: boolean },
    options?: CallOptions,
  ): Promise<BackfillView> {
    const path = `${pathOf(name)}/backfill`;
    return this.#caller.call({ method: 'POST', path, body: range, shape: { items: 'list' } }, options);
  }

  next(
    name: string,
    { count, ...options }: CallOptions & { readonly count?: number | undefined } = {},
  ): Promise<NextSlotsView> {
    const path = `${pathOf(name)}/next${toQuery({ count })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** The last 50 slots that were decided, newest first. */
  runs(name: string, options?: CallOptions): Promise<PastSlotListView> {
    const path = `${pathOf(name)}/runs`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }
}

const NAMED = { name: 'text' } as const;
const pathOf = (name: string): string => `/v1/schedules/${encodeURIComponent(name)}`;
