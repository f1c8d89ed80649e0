import type { EventType } from '@ag06/contracts';
import {
  admits,
  type Entry,
  type Issuer,
  isFinal,
  isLargeText,
  MOVES,
  type Move,
  type MoveName,
  type Next,
  type Opening,
  type Park,
  parseApprovalCard,
  parseSignalText,
  type RunEnd,
  type RunField,
  TOLD_BYTES_MAX,
  toEntryId,
  toWakeId,
} from '@ag06/protocol';
import { type MemoryRun, nothingTold } from './memory-run.ts';
import { hasJob, isLane, type MemoryUnit, newUnit } from './memory-unit.ts';
import type { MoveDetails } from './move-details.ts';
import { checkOrigin, count } from './read-row.ts';
import { toOutputBody } from './to-output-body.ts';
import { toDue, toJob, toSignalName } from './told-of-unit.ts';

/** One command on one run: moves units and collects the answer for its issuer. */
export class Turn {
  readonly run: MemoryRun;
  readonly id: string;
  readonly issuer: Issuer;
  readonly now: number;
  readonly told = nothingTold();
  /** Steps of a fork that begin in a later iteration than their first, by the numbers of those. */
  readonly begun = new Map<string, number>();
  readonly #known: ReadonlySet<RunField>;
  readonly #toldFields = new Set<RunField>();
  #toldBytes = 0;
  /** Units that this command moved. An end by force does not cancel them. */
  readonly #moved = new Set<MemoryUnit>();

  constructor(run: MemoryRun, id: string, issuer: Issuer, now: number, known: readonly RunField[] = []) {
    this.run = run;
    this.id = id;
    this.issuer = issuer;
    this.now = now;
    this.#known = new Set(known);
  }

  /** Moves a unit by a row of the table. Throws if the row does not begin where the unit is. */
  move(unit: MemoryUnit, name: MoveName, with_: MoveDetails = {}): void {
    const move: Move = MOVES[name];
    checkOrigin(unit, name, move);
    this.run.hooks.onMove(name);
    if (move.eventOf === 'before') this.#tellEvent(unit, move, with_);
    if (move.to !== 'same') this.#disarm(unit);
    if (move.lost === '+1') unit.lostTokens = [...(unit.lost === 0 ? [] : unit.lostTokens), unit.token];
    if (move.to !== 'same') unit.status = move.to;
    if (move.to !== 'same') {
      const { card } = with_;
      unit.approval = card === undefined ? undefined : { card, openedAt: this.present };
    }
    unit.reason = unit.status === 'parked' ? (with_.reason ?? unit.reason) : undefined;
    if (move.to !== 'same') unit.park = move.to === 'parked' ? ++this.run.tokens : 0;
    count(unit, move);
    if (move.source !== 'kept') unit.src = move.source === 'this' ? this.id : '';
    if (move.by === 'job') unit.by = this.issuer.job;
    this.#setHolder(unit, move);
    this.#setDue(unit, move, with_.delayMs);
    if (move.due === 'wake' && unit.dueAt > 0) this.run.hooks.arm(toDue(this.run, unit), unit.dueAt);
    if (move.eventOf !== 'before') this.#tellEvent(unit, move, with_);
    if (move.to !== 'same') this.#moved.add(unit);
    this.#tell(unit, move, with_.delayMs ?? 0);
  }

  #setHolder(unit: MemoryUnit, { holder }: Move): void {
    if (holder === 'kept') return;
    const { job, delivery, worker } = this.issuer;
    unit.holder = holder === 'issuer' ? { job, delivery, worker } : undefined;
    unit.token = holder === 'issuer' ? ++this.run.tokens : 0;
  }

  /** Clears the wake-ups of a unit. The one that moves the unit itself stays until all consequences are done. */
  #disarm(unit: MemoryUnit): void {
    if (unit.status !== 'parked' || unit.dueAt === 0 || unit.reason === 'retry') return;
    if (this.id !== toWakeId({ unit: unit.name, park: unit.park }))
      this.run.hooks.disarm(toDue(this.run, unit));
  }

  #setDue(unit: MemoryUnit, { due }: Move, delayMs?: number): void {
    switch (due) {
      case 'kept':
        return;
      case 'none':
        unit.dueAt = 0;
        return;
      case 'now':
        unit.dueAt = this.now;
        return;
      case 'next':
        unit.dueAt = this.present + (delayMs ?? 0);
        return;
      case 'wake':
        unit.dueAt = delayMs === undefined ? 0 : this.present + delayMs;
    }
  }

  #tellEvent(unit: MemoryUnit, { event }: Move, { body, isQuiet }: MoveDetails): void {
    if (event !== undefined && isQuiet !== true)
      this.run.addStepEvent(this.now, event as EventType, unit, body);
  }

  #tell(unit: MemoryUnit, { tells }: Move, delayMs: number): void {
    switch (tells) {
      case 'grant':
      case 'evaluation':
        this.grant(unit);
        return;
      case 'enqueue':
        this.enqueue(unit, delayMs);
        return;
      case 'obsolete':
        if (unit.dispatch > 0) this.told.obsolete.push(toJob(unit, 0));
    }
  }

  /** The time for the log, which never goes back. */
  get present(): number {
    return Math.max(this.now, this.run.events.at(-1)?.at ?? 0);
  }

  enqueue(unit: MemoryUnit, delayMs: number): void {
    this.told.enqueues.push(toJob(unit, delayMs));
  }

  grant(unit: MemoryUnit): void {
    const values = new Map<RunField, string>();
    const unread: RunField[] = [];
    for (const field of unit.reads) {
      const value = this.#known.has(field) ? undefined : this.run.read(field);
      if (value === undefined) continue;
      if (!isLargeText(value) && this.#tells(field, value)) values.set(field, value);
      else unread.push(field);
    }
    const { name, attempt, token, lost, iteration, item: index } = unit;
    const list = unit.status === 'ready' ? this.told.evaluations : this.told.grants;
    const item = index === undefined ? {} : { item: { index, value: this.run.readItem(unit) } };
    const more = { ...(unread.length > 0 && { unread }), ...item, ...(iteration > 0 && { iteration }) };
    list.push({ unit: name, attempt, token, lost, values, ...more });
  }

  #tells(field: RunField, value: string): boolean {
    if (this.#toldFields.has(field)) return true;
    this.#toldBytes += Buffer.byteLength(value);
    if (this.#toldBytes > TOLD_BYTES_MAX) return false;
    this.#toldFields.add(field);
    return true;
  }

  /** Begins an execution; its event names the worker. */
  start(unit: MemoryUnit, name: 'start' | 'claim' | 'next'): void {
    this.move(unit, name, { body: { worker: this.issuer.worker } });
  }

  /** Records that the unit's holder is gone. `lose` counts the delivery as lost. */
  redeliver(unit: MemoryUnit, name: 'lose' | 'redeliver', more: object = {}): void {
    const { worker } = this.issuer;
    this.move(unit, name, { body: { worker, lost: unit.lost + (name === 'lose' ? 1 : 0), ...more } });
  }

  block(unit: MemoryUnit, reason: string, more: object = {}): void {
    this.move(unit, 'park', { reason, body: { blockedBy: reason, ...more } });
  }

  /** Parks a step that no agent executes. */
  await(unit: MemoryUnit, { reason, until, card }: Park): void {
    const message = reason.startsWith('signal:') ? this.run.mailbox.take(reason.slice(7)) : undefined;
    if (message !== undefined) {
      this.takeSignal(unit, message);
      return;
    }
    const delayMs = until && ('afterMs' in until ? until.afterMs : until.at - this.present);
    const dueAt = delayMs === undefined ? {} : { dueAt: this.present + delayMs };
    this.move(unit, 'wait', {
      reason,
      body: { reason, ...dueAt, ...(card !== undefined && parseApprovalCard(card)) },
      ...(delayMs !== undefined && { delayMs }),
      card,
    });
  }

  /** Schedules a unit that is no longer blocked, unless its run is paused. */
  unblock(unit: MemoryUnit): void {
    if (admits(this.run)) this.move(unit, 'schedule');
    else this.block(unit, 'pause');
  }

  /** Moves a unit whose dependencies are satisfied, or that is ready without a holder. */
  open(unit: MemoryUnit, opening: Opening): void {
    if (!admits(this.run)) this.move(unit, 'stay');
    else if (opening.mode === 'end') this.finish(opening.end);
    else if (opening.mode === 'evaluate') this.#evaluate(unit);
    else if (opening.mode === 'claim') this.start(unit, 'start');
    else if (opening.mode === 'park') this.await(unit, opening.park);
    else this.move(unit, 'schedule');
  }

  /** Adds an evaluation of the unit; that of a lane is for its item. */
  #evaluate(unit: MemoryUnit): void {
    this.move(unit, isLane(unit) && !this.run.takeItem(unit) ? 'retire' : 'hold');
  }

  reopen(unit: MemoryUnit): void {
    this.open(unit, { mode: unit.evaluates ? 'evaluate' : 'schedule', reads: unit.reads });
  }

  openNext(next: readonly Next[]): void {
    for (const opening of next) {
      const left = (this.run.waitsFor.get(opening.unit) ?? opening.needs) - 1;
      this.run.waitsFor.set(opening.unit, left);
      if (left > 0) continue;
      const evaluates = opening.mode !== 'schedule' && opening.mode !== 'claim';
      const unit = newUnit(opening.unit, evaluates, opening.reads);
      unit.iteration = this.begun.get(opening.unit) ?? 0;
      // A run that ends here needs no evaluation: there is no such unit.
      const isEnd = opening.mode === 'end' && admits(this.run);
      if (!isEnd) this.run.units.set(opening.unit, unit);
      this.open(unit, opening);
    }
  }

  /** Writes an entry, which is a message to another run or to a schedule. */
  write(entry: Entry): void {
    const id = toEntryId(entry);
    this.run.entries.set(id, 'body' in entry ? entry.body : '');
    this.told.entries.push(id);
  }

  /** Gives a unit a signal, and the unit to its issuer, who records the payload. */
  takeSignal(unit: MemoryUnit, text: string): void {
    this.run.fields.set(`g:${unit.name}`, text);
    this.run.addEvent(this.now, 'signal.consumed', { step: unit.name, ...toSignalName(text) });
    this.move(unit, 'hold');
  }

  /** Returns the signal of a unit to the mailbox if the unit did not record it. */
  #returnSignal(unit: MemoryUnit): void {
    const text = unit.status === 'ready' ? this.run.fields.get(`g:${unit.name}`) : undefined;
    if (text === undefined) return;
    const { name } = parseSignalText(text);
    this.run.fields.delete(`g:${unit.name}`);
    this.run.mailbox.putBack(name, text);
    this.run.addEvent(this.now, 'signal.returned', { step: unit.name, ...toSignalName(text) });
  }

  finish(end: RunEnd): void {
    if (end.status === 'completed') this.run.addEvent(this.now, 'run.completed', toOutputBody(end.output));
    else {
      this.#cancelOpen();
      this.run.addEvent(this.now, `run.${end.status}`, { error: JSON.parse(end.error) });
    }
    this.run.status = end.status;
    this.run.end = end;
    this.run.endedBy = this.id;
    this.run.finishedAt = this.now;
    if (this.run.submit.listedBy.parent !== undefined) this.write({ does: 'tell' });
  }

  #cancelOpen(): void {
    for (const unit of this.run.inOrder) if (!this.#moved.has(unit)) this.#returnSignal(unit);
    for (const unit of this.run.inOrder) {
      if (!this.#moved.has(unit) && !isFinal(unit.status)) this.cancel(unit);
    }
  }

  /** Cancels an open unit, and tells the run for which it waits to stop. */
  cancel(unit: MemoryUnit): void {
    const wasStarted = unit.status === 'running' || unit.reason === 'retry';
    if (unit.reason?.startsWith('child:'))
      this.write({ does: 'stop', to: unit.reason.slice('child:'.length) });
    this.move(unit, 'cancel', { isQuiet: !wasStarted });
  }

  /** Rebuilds the answer of an applied command, as far as it still holds. Returns false if no unit names it. */
  rebuild(except?: string, job?: string): boolean {
    let isFound = false;
    for (const unit of this.run.inOrder) {
      const isMine = unit.src === this.id;
      isFound ||= isMine;
      if (isMine && unit.token > 0) this.grant(unit);
      else if (hasJob(unit) && unit.name !== except) {
        if (isMine || (job !== undefined && unit.by === job))
          this.enqueue(unit, Math.max(0, unit.dueAt - this.now));
      }
    }
    return isFound;
  }
}
