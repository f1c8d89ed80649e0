import {
  type Issuer,
  type Next,
  type Opening,
  type RunEnd,
  type RunField,
  TOLD_BYTES_MAX,
} from '@ag06/contracts';
import { readItem } from './lanes.ts';
import { FINAL, type MemoryRun, type MemoryUnit, newUnit, nothingTold } from './memory-run.ts';

/** One command on one run: how it moves units, and what its issuer is told. */
export class Turn {
  readonly run: MemoryRun;
  readonly id: string;
  readonly issuer: Issuer;
  readonly now: number;
  readonly told = nothingTold();
  readonly #known: ReadonlySet<RunField>;
  readonly #toldFields = new Set<RunField>();
  #toldBytes = 0;
  /** Units that this command moved: an end by force leaves them alone. */
  readonly #moved = new Set<MemoryUnit>();

  constructor(run: MemoryRun, id: string, issuer: Issuer, now: number, known: readonly RunField[] = []) {
    this.run = run;
    this.id = id;
    this.issuer = issuer;
    this.now = now;
    this.#known = new Set(known);
  }

  move(unit: MemoryUnit, status: MemoryUnit['status']): void {
    unit.status = status;
    unit.holder = undefined;
    unit.token = 0;
    unit.blockedBy = undefined;
    this.#moved.add(unit);
  }

  schedule(unit: MemoryUnit): void {
    this.move(unit, 'scheduled');
    unit.dispatch++;
    unit.by = this.issuer.job;
    unit.src = this.id;
    unit.dueAt = 0;
    this.enqueue(unit, 0);
  }

  enqueue({ name, attempt, dispatch }: MemoryUnit, delayMs: number): void {
    this.told.enqueues.push({ unit: name, attempt, dispatch, delayMs });
  }

  hold(unit: MemoryUnit, status: 'running' | 'ready'): void {
    const { job, delivery, worker } = this.issuer;
    this.move(unit, status);
    unit.src = this.id;
    unit.holder = { job, delivery, worker };
    unit.token = ++this.run.tokens;
    unit.dueAt = status === 'ready' ? this.now : 0;
    this.grant(unit);
  }

  grant(unit: MemoryUnit): void {
    const values = new Map<RunField, string>();
    const unread: RunField[] = [];
    for (const field of unit.reads) {
      const value = this.#known.has(field) ? undefined : this.run.read(field);
      if (value === undefined) continue;
      if (this.#tells(field, value)) values.set(field, value);
      else unread.push(field);
    }
    const { name, attempt, token, lost } = unit;
    const list = unit.status === 'ready' ? this.told.evaluations : this.told.grants;
    const { item: index } = unit;
    const item = index === undefined ? {} : { item: { index, value: readItem(this, unit) } };
    list.push({ unit: name, attempt, token, lost, values, ...(unread.length > 0 && { unread }), ...item });
  }

  #tells(field: RunField, value: string): boolean {
    if (this.#toldFields.has(field)) return true;
    this.#toldBytes += Buffer.byteLength(value);
    if (this.#toldBytes > TOLD_BYTES_MAX) return false;
    this.#toldFields.add(field);
    return true;
  }

  start(unit: MemoryUnit): void {
    this.run.addStepEvent(this.now, 'step.started', unit, { worker: this.issuer.worker });
  }

  redeliver(unit: MemoryUnit, more: object = {}): void {
    const { worker } = this.issuer;
    this.run.addStepEvent(this.now, 'step.redelivered', unit, { worker, lost: unit.lost, ...more });
  }

  block(unit: MemoryUnit, reason: string, more: object = {}): void {
    this.move(unit, 'blocked');
    Object.assign(unit, { src: this.id, dueAt: 0, blockedBy: reason });
    this.run.addStepEvent(this.now, 'step.blocked', unit, { blockedBy: reason, ...more });
  }

  /** What is blocked no more is scheduled, unless its run is paused. */
  unblock(unit: MemoryUnit): void {
    if (this.run.status !== 'running') this.block(unit, 'pause');
    else {
      this.schedule(unit);
      this.run.addStepEvent(this.now, 'step.scheduled', unit);
    }
  }

  /** A unit whose dependencies are satisfied, or that was found ready without a holder. */
  open(unit: MemoryUnit, opening: Opening): void {
    if (this.run.status !== 'running') {
      this.move(unit, 'ready');
      unit.src = this.id;
    } else if (opening.mode === 'end') this.finish(opening.end);
    else if (opening.mode === 'evaluate') this.hold(unit, 'ready');
    else if (opening.mode === 'claim') {
      this.hold(unit, 'running');
      this.start(unit);
    } else {
      this.schedule(unit);
      this.run.addStepEvent(this.now, 'step.scheduled', unit);
    }
  }

  reopen(unit: MemoryUnit): void {
    this.open(unit, { mode: unit.evaluates ? 'evaluate' : 'schedule', reads: unit.reads });
  }

  openNext(next: readonly Next[]): void {
    for (const opening of next) {
      const left = (this.run.waitsFor.get(opening.unit) ?? opening.needs) - 1;
      this.run.waitsFor.set(opening.unit, left);
      if (left > 0) continue;
      const evaluates = opening.mode === 'evaluate' || opening.mode === 'end';
      const unit = newUnit(opening.unit, evaluates, opening.reads);
      // A run that ends here needs no evaluation any more: there is no such unit.
      const isEnd = opening.mode === 'end' && this.run.status === 'running';
      if (!isEnd) this.run.units.set(opening.unit, unit);
      this.open(unit, opening);
    }
  }

  finish(end: RunEnd): void {
    if (end.status === 'completed')
      this.run.addEvent(this.now, 'run.completed', { output: JSON.parse(end.output) });
    else {
      this.#cancelOpen();
      this.run.addEvent(this.now, `run.${end.status}`, { error: JSON.parse(end.error) });
    }
    this.run.status = end.status;
    this.run.end = end;
    this.run.endedBy = this.id;
    this.run.finishedAt = this.now;
  }

  #cancelOpen(): void {
    for (const unit of this.run.units.values()) {
      if (this.#moved.has(unit) || FINAL.has(unit.status)) continue;
      const { name, attempt, dispatch, status } = unit;
      if (dispatch > 0) this.told.obsolete.push({ unit: name, attempt, dispatch, delayMs: 0 });
      this.move(unit, 'cancelled');
      if (status === 'running' || status === 'retrying')
        this.run.addStepEvent(this.now, 'step.cancelled', unit);
    }
  }

  /** The answer of a command that was applied before, as far as it still holds; false if nothing tells of it. */
  rebuild(except?: string, job?: string): boolean {
    let isFound = false;
    for (const unit of this.run.units.values()) {
      const isMine = unit.src === this.id;
      isFound ||= isMine;
      if (isMine && unit.token > 0) this.grant(unit);
      else if ((unit.status === 'scheduled' || unit.status === 'retrying') && unit.name !== except) {
        if (isMine || (job !== undefined && unit.by === job))
          this.enqueue(unit, Math.max(0, unit.dueAt - this.now));
      }
    }
    return isFound;
  }
}
