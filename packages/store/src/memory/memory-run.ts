import { ITEMS_PER_CHUNK, laneOfUnit, type RunEvent, type RunStatus, stepOfUnit } from '@ag06/contracts';
import {
  type Enqueue,
  type EntryId,
  type Grant,
  isForkField,
  type MoveName,
  type Moves,
  type RunEnd,
  type RunField,
  type Submit,
  type Wakeup,
} from '@ag06/protocol';
import type { ItemRecord } from '../run-store.ts';
import { Mailbox } from './mailbox.ts';
import { type MemoryUnit, shownStatus } from './memory-unit.ts';

/** The work that a command gives its issuer, collected while it is applied: the *tells* of its moves. */
export interface Told {
  readonly grants: Grant[];
  readonly evaluations: Grant[];
  readonly enqueues: Enqueue[];
  readonly obsolete: Enqueue[];
  readonly entries: EntryId[];
}

export const nothingTold = (): Told => ({
  grants: [],
  evaluations: [],
  enqueues: [],
  obsolete: [],
  entries: [],
});

/** The functions that a store of runs calls when something happens to one. */
export interface StoreHooks {
  onMove(move: MoveName): void;
  onDeleted(runId: string): void;
}

/** The functions that a run calls when something happens to it. */
export interface RunHooks extends Pick<StoreHooks, 'onMove'> {
  /** Arms a wake-up for a moment by the store's clock. */
  arm(wakeup: Wakeup, at: number): void;
  disarm(wakeup: Wakeup): void;
}

/** The whole truth about one run. */
export class MemoryRun {
  readonly submit: Submit;
  readonly createdAt: number;
  readonly hooks: RunHooks;
  readonly units = new Map<string, MemoryUnit>();
  readonly fields = new Map<string, string>();
  /** Per `forEach` step: its progress, its list in chunks, and the outcomes by `<step>.<item>`. */
  readonly items = new Map<string, { total: number; next: number; left: number; failed: number }>();
  readonly lists = new Map<string, readonly string[]>();
  /** The items that a step does again, in chunks: `ItemsLeft`. */
  readonly redone = new Map<string, readonly string[]>();
  readonly results = new Map<string, ItemRecord>();
  /** Messages to other runs that were not cleared, with their bodies. */
  readonly entries = new Map<EntryId, string>();
  readonly mailbox = new Mailbox();
  readonly waitsFor = new Map<string, number>();
  readonly events: RunEvent[] = [];
  status: RunStatus;
  tokens = 0;
  finishedAt: number | undefined;
  /** Id of the command that ended the run. */
  endedBy = '';
  end: RunEnd | undefined;
  /** How often it was retried. */
  round = 0;
  /** Id of the command that retried it last. */
  retriedBy: string | undefined;

  constructor(submit: Submit, now: number, hooks: RunHooks) {
    this.submit = submit;
    this.hooks = hooks;
    this.createdAt = now;
    this.status = submit.delayMs > 0 ? 'scheduled' : 'running';
    this.fields.set('in', submit.input);
  }

  get isTerminal(): boolean {
    return this.end !== undefined;
  }

  /** Opens an ended run again. */
  reopen(by: string): void {
    this.status = 'running';
    this.end = undefined;
    this.endedBy = '';
    this.finishedAt = undefined;
    this.round++;
    this.retriedBy = by;
  }

  addEvent(now: number, type: RunEvent['type'], body: object): void {
    const at = Math.max(now, this.events.at(-1)?.at ?? 0);
    this.events.push({ ...body, seq: this.events.length + 1, type, at });
  }

  addStepEvent(now: number, type: RunEvent['type'], unit: MemoryUnit, body: object = {}): void {
    const { name, attempt, iteration, item } = unit;
    if (name === '$') return;
    if (laneOfUnit(name) === undefined)
      this.addEvent(now, type, { step: name, attempt, ...(iteration > 0 && { iteration }), ...body });
    else if (item !== undefined) {
      // The events of a lane are about its item; a lane without an item has none.
      this.addEvent(now, toItemEvent(type), { step: stepOfUnit(name), item, attempt, ...body });
    }
  }

  get forkFields(): readonly RunField[] {
    return [...this.fields.keys()].filter(isForkField);
  }

  /** Reads a field as a store returns it. The state of a unit reads as its status. */
  read(field: RunField): string | undefined {
    if (field.startsWith('i:')) {
      const items = this.items.get(field.slice(2));
      const mark = this.redone.has(field.slice(2)) ? [1] : [];
      return items && [items.total, items.next, items.left, items.failed, ...mark].join('|');
    }
    if (field === 'round') return this.round === 0 ? undefined : String(this.round);
    if (!field.startsWith('s:')) return this.fields.get(field);
    const unit = this.units.get(field.slice(2));
    if (unit === undefined) return undefined;
    return shownStatus(unit);
  }

  /** Gives a lane without an item the next one. Returns false if there is none. */
  takeItem(lane: MemoryUnit): boolean {
    if (lane.item !== undefined) return true;
    const step = stepOfUnit(lane.name);
    const items = this.items.get(step);
    if (items === undefined || items.next >= items.total) return false;
    lane.item = this.#itemAt(step, items.next++, items.total);
    return true;
  }

  /** The item at a place of the list: its number is the place, unless the step does some items again. */
  #itemAt(step: string, place: number, total: number): number {
    const chunks = this.redone.get(step);
    if (chunks === undefined) return place;
    const first = Math.ceil(total / ITEMS_PER_CHUNK) - chunks.length;
    const chunk = chunks[Math.floor(place / ITEMS_PER_CHUNK) - first];
    return Number(chunk?.split('\n')[place % ITEMS_PER_CHUNK]);
  }

  /** The units in the order of their names. Every store moves them in this order. */
  get inOrder(): readonly MemoryUnit[] {
    return [...this.units.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Returns the value of the item of a lane, as JSON text. */
  readItem({ name, item = 0 }: MemoryUnit): string {
    const chunk = this.lists.get(stepOfUnit(name))?.[Math.floor(item / ITEMS_PER_CHUNK)];
    return chunk?.split('\n')[item % ITEMS_PER_CHUNK] ?? 'null';
  }

  toMoves(told: Told): Moves {
    const { entries, ...rest } = told;
    return { status: this.status, ...rest, ...(entries.length > 0 && { entries }) };
  }
}

const toItemEvent = (type: RunEvent['type']): RunEvent['type'] =>
  type.replace('step.', 'item.') as RunEvent['type'];
