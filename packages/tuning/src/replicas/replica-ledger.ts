import { z } from 'zod';
import { meanValue, type Objective } from '../objective.ts';
import { QueueTwin, QueueTwinModel } from './queue-twin.ts';

export const ReplicaLedgerModel = z.strictObject({
  /** What the fleet has brought in all. */
  value: z.number(),
  /** What fewer replicas than the default have saved since, less what more have cost. */
  saved: z.number(),
  /** Jobs that were late or lost since, and those that the default would have left late. */
  misses: z.number(),
  wouldMiss: z.number(),
  twin: QueueTwinModel,
  isOpen: z.boolean(),
  /** When replicas beyond the default were asked for, and how many. */
  bought: z.array(z.tuple([z.number(), z.number()])),
});
export type ReplicaLedgerModel = z.infer<typeof ReplicaLedgerModel>;

/** What may be lost before anything is earned, as a share of what the default has brought. */
const GRANT = 0.012;
/** A replica is paid for so long beyond its boot before it earns anything. */
const LEAD_SECONDS = 15;
/** Of the misses that the default would have had, so many are believed. */
const BELIEF = 0.5;

interface ReplicaLedgerOptions {
  readonly objective: Objective;
  /** The default's replicas. */
  readonly own: number;
  readonly bootSeconds: number;
}

/** A step of the fleet, as the ledger needs it. Times are seconds. */
interface FleetStep {
  readonly t: number;
  readonly dt: number;
  readonly replicas: number;
  readonly arrivals: number;
  readonly misses: number;
  readonly value: number;
  /** Jobs per second that the default's replicas can do. */
  readonly capacity: number;
  readonly meanSeconds: number;
}

/**
 * What a forecast of replicas has earned beside the default, in units of value. Replicas beyond the default are paid a boot
 * before they bring anything, so they are bought with what was saved in the trough before, and later with the misses that
 * they have prevented: a queue twin tells how many jobs the default's replicas would have left late.
 */
export class ReplicaLedger {
  readonly #options: ReplicaLedgerOptions;
  readonly #deadline: number;
  readonly #missCost: number;
  readonly #twin: QueueTwin;
  #state: Omit<ReplicaLedgerModel, 'twin'>;

  constructor(options: ReplicaLedgerOptions, model?: ReplicaLedgerModel) {
    this.#options = options;
    const { classes } = options.objective;
    this.#deadline = Math.min(...classes.map(({ deadlineS }) => deadlineS));
    const late = classes.reduce((sum, { latePenalty, lateValue }) => sum + latePenalty - lateValue, 0);
    this.#missCost = meanValue(options.objective) + late / Math.max(1, classes.length);
    const { twin, ...state } = model ?? {};
    this.#twin = new QueueTwin(twin);
    this.#state = {
      value: 0,
      saved: 0,
      misses: 0,
      wouldMiss: 0,
      isOpen: false,
      bought: [],
      ...state,
    };
  }

  /** From now on the forecast decides. */
  open(): void {
    this.#state.isOpen = true;
  }

  observe(step: FleetStep): void {
    const { t, dt, replicas, arrivals, misses, value, capacity, meanSeconds } = step;
    this.#state.value += value;
    if (!this.#state.isOpen) return;
    const { objective, own } = this.#options;
    this.#state.wouldMiss += this.#twin.pass(t, arrivals, capacity * dt, this.#deadline - meanSeconds);
    this.#state.misses += misses;
    this.#state.saved += objective.replicaCostPerSec * (own - replicas) * dt;
  }

  /** In units of value, by a lower bound. */
  get earned(): number {
    const { saved, misses, wouldMiss } = this.#state;
    const prevented = wouldMiss - misses;
    return saved + this.#missCost * (prevented > 0 ? BELIEF * prevented : prevented);
  }

  /** How many replicas beyond the default may be in force: what is there already, and what is paid for. */
  affordable(now: number, current: number): number {
    const { own, bootSeconds } = this.#options;
    const { replicaCostPerSec } = this.#options.objective;
    const { value, bought } = this.#state;
    const seconds = bootSeconds + LEAD_SECONDS;
    const pending = bought.reduce((sum, [at, count]) => sum + count * Math.max(0, seconds - (now - at)), 0);
    const credit = GRANT * Math.max(0, value - this.earned) + this.earned - replicaCostPerSec * pending;
    const more = Math.max(0, Math.floor(credit / (replicaCostPerSec * seconds)));
    return Math.max(0, current - own) + more;
  }

  /** Notes that replicas beyond the default are asked for. */
  bought(now: number, current: number, wanted: number): void {
    const { own, bootSeconds } = this.#options;
    const more = Math.max(0, wanted - own) - Math.max(0, current - own);
    const recent = this.#state.bought.filter(([at]) => now - at < bootSeconds + LEAD_SECONDS);
    this.#state.bought = more > 0 ? [...recent, [now, more]] : recent;
  }

  toModel(): ReplicaLedgerModel {
    const bought = this.#state.bought.map(([at, count]): [number, number] => [at, count]);
    return { ...this.#state, bought, twin: this.#twin.toModel() };
  }
}
