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
import { createKey } from './create-key.ts';
import type { HttpCaller } from './http-caller.ts';
import { toQuery } from './to-query.ts';

/** A schedule as it is sent. `input` is any JSON value. */
export type ScheduleSettings = Omit<ScheduleBody, 'input'> & { readonly input?: unknown };

/** Schedules, which start runs by the clock. Get it as `client.schedules`. */
export class Schedules {
  readonly #caller: HttpCaller;

  constructor(caller: HttpCaller) {
    this.#caller = caller;
  }

  /**
   * Creates or replaces a schedule, and returns it; with `dryRun` only checks it, and returns how it would be. Rejects with
   * `RefusedError` SCHEDULE_INVALID with the reason.
   */
  put(name: string, schedule: ScheduleSettings, options?: CallOptions): Promise<ScheduleView> {
    return this.#caller.call({ method: 'PUT', path: pathOf(name), body: schedule, shape: NAMED }, options);
  }

  /** Returns a page of schedules, sorted by name. `cursor` is the `next` of the page before. */
  list({
    cursor,
    limit,
    ...options
  }: CallOptions & { readonly cursor?: string; readonly limit?: number } = {}): Promise<ScheduleListView> {
    const path = `/v1/schedules${toQuery({ cursor, limit })}`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }

  /** Returns a schedule with its next ten slots. Rejects with `RefusedError` SCHEDULE_UNKNOWN. */
  get(name: string, options?: CallOptions): Promise<ScheduleView> {
    return this.#caller.call({ method: 'GET', path: pathOf(name), shape: NAMED }, options);
  }

  /** Deletes a schedule. The runs that it has started go on. Rejects with `RefusedError` SCHEDULE_UNKNOWN. */
  async delete(name: string, options?: CallOptions): Promise<void> {
    await this.#caller.call({ method: 'DELETE', path: pathOf(name), shape: NAMED }, options);
  }

  pause(name: string, options?: CallOptions): Promise<ScheduleView> {
    return this.#caller.call({ method: 'POST', path: `${pathOf(name)}/pause`, shape: NAMED }, options);
  }

  /** Resumes a schedule with the next slot from now; slots of the pause get no runs. */
  resume(name: string, options?: CallOptions): Promise<ScheduleView> {
    return this.#caller.call({ method: 'POST', path: `${pathOf(name)}/resume`, shape: NAMED }, options);
  }

  /** Starts a run now; the same key starts it only once. Rejects with `RefusedError` SCHEDULE_OVERLAP. */
  trigger(
    name: string,
    { key = createKey(), ...options }: CallOptions & { readonly key?: string } = {},
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

  /** Starts a run for each slot of a range that has none. `from` is inclusive, `to` exclusive; at most 500 slots. */
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

  /** Returns the last 50 slots that were decided, newest first. */
  runs(name: string, options?: CallOptions): Promise<PastSlotListView> {
    const path = `${pathOf(name)}/runs`;
    return this.#caller.call({ method: 'GET', path, shape: { items: 'list' } }, options);
  }
}

const NAMED = { name: 'text' } as const;
const pathOf = (name: string): string => `/v1/schedules/${encodeURIComponent(name)}`;
