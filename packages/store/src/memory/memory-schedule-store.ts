import type {
  ListedSchedule,
  LoadedSchedule,
  SaveSchedule,
  ScheduleStore,
  StoredSchedule,
} from '../schedule-store.ts';
import type { MemoryWakeups } from './memory-wakeups.ts';

interface Kept extends StoredSchedule {
  /** The version before it, by which a save that is sent twice is known. */
  readonly previous: number;
}

/** Schedules in memory, with their wake-ups among those of the runs. */
export class MemoryScheduleStore implements ScheduleStore {
  readonly #now: () => number;
  readonly #wakeups: MemoryWakeups;
  readonly #tenants = new Map<string, Map<string, Kept>>();
  #versions = 0;

  constructor(now: () => number, wakeups: MemoryWakeups) {
    this.#now = now;
    this.#wakeups = wakeups;
  }

  async load(tenant: string, name: string): Promise<LoadedSchedule> {
    const found = this.#of(tenant).get(name);
    return { now: this.#now(), found: found && { version: found.version, text: found.text } };
  }

  async save(tenant: string, name: string, save: SaveSchedule): Promise<number | undefined> {
    const { expected, text, wakeAt } = save;
    const found = this.#of(tenant).get(name);
    if (found !== undefined && found.previous === expected && found.text === text) return found.version;
    if ((found?.version ?? 0) !== expected) return undefined;
    const version = ++this.#versions;
    this.#of(tenant).set(name, { version, previous: expected, text });
    this.#wake(tenant, name, wakeAt);
    return version;
  }

  async wake(tenant: string, name: string, expected: number, wakeAt: number | undefined): Promise<boolean> {
    if ((this.#of(tenant).get(name)?.version ?? 0) !== expected) return false;
    this.#wake(tenant, name, wakeAt);
    return true;
  }

  async remove(tenant: string, name: string, expected: number): Promise<boolean> {
    const schedules = this.#of(tenant);
    if (schedules.get(name)?.version === expected) {
      schedules.delete(name);
      this.#wake(tenant, name, undefined);
    }
    return !schedules.has(name);
  }

  async list(tenant: string, after: string | undefined, limit: number): Promise<readonly ListedSchedule[]> {
    return [...this.#of(tenant)]
      .filter(([name]) => after === undefined || name > after)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([name, { version, text }]) => ({ name, version, text }));
  }

  async count(tenant: string): Promise<number> {
    return this.#of(tenant).size;
  }

  #of(tenant: string): Map<string, Kept> {
    const schedules = this.#tenants.get(tenant) ?? new Map<string, Kept>();
    this.#tenants.set(tenant, schedules);
    return schedules;
  }

  #wake(tenant: string, name: string, at: number | undefined): void {
    const wakeup = { subject: 'schedule', tenant, name, kind: 'slot' } as const;
    if (at === undefined) this.#wakeups.clear(wakeup);
    else this.#wakeups.arm(wakeup, at - this.#now());
  }
}
