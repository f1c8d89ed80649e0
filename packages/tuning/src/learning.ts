import type { Knob as KnobName } from '@ag06/contracts/tuning';
import { OutcomeTable } from './counts/outcome-table.ts';
import type { Decision, Prediction } from './decisions/decision.ts';
import { DecisionLog } from './decisions/decision-log.ts';
import { type Hindsight, type HindsightQuestion, toHindsight } from './decisions/hindsight.ts';
import type { NotDone } from './decisions/not-done.ts';
import { toNoted, type Why } from './decisions/to-noted.ts';
import { ValueMeter } from './decisions/value-meter.ts';
import type { InForce, KnobOptions, Proposal } from './knobs/knob.ts';
import { Knobs } from './knobs/knobs.ts';
import type { LearningModel } from './learning-model.ts';
import type { Observation } from './observation.ts';
import type { ReasonCode } from './reason-code.ts';
import { cleanObservation } from './safety/clean-observation.ts';
import { HarmWatch } from './safety/harm-watch.ts';
import { isMoment } from './safety/is-moment.ts';
import { type KnobLock, KnobLocks } from './safety/knob-locks.ts';
import type { RollbackReason } from './safety/rollback-reason.ts';
import type { SettingHold } from './safety/setting-hold.ts';
import { SettingsSpace } from './safety/settings-space.ts';
import { changedKnobs, keepLocked, keepSizes, pickSettings, toSettings } from './settings-changes.ts';
import type { TunerSettings } from './tuner-settings.ts';
import type { TunerStatus } from './tuner-status.ts';

/** Without telemetry for so long, nothing is changed. */
const STALE_SECONDS = 15;
/** Value is told of the last minute. */
const MEASURED_SECONDS = 60;
/** Taken back together: hedges and time-outs by size. */
const BY_SIZE: readonly KnobName[] = ['hedgeAfterMs', 'timeoutMs'];

/** The methods of all settings together: each proposes, the space of settings limits, and what is changed is written down. */
export class Learning {
  readonly #space: SettingsSpace;
  readonly #static: TunerSettings;
  readonly #knobs: Knobs;
  readonly #counts: OutcomeTable;
  readonly #meter: ValueMeter;
  readonly #harm: HarmWatch;
  readonly #locks: KnobLocks;
  readonly #log: DecisionLog;
  #version: number;
  #settings: TunerSettings;
  #reasons: readonly ReasonCode[];
  #observedAt: number | undefined;
  #decidedAt: number | undefined;
  #holds: readonly SettingHold[] = [];

  constructor(options: KnobOptions, version: number, model?: LearningModel) {
    this.#static = options.static;
    this.#space = new SettingsSpace(options);
    this.#knobs = new Knobs(options, model?.knobs);
    this.#counts = new OutcomeTable(model?.counts);
    this.#meter = new ValueMeter(options.objective, model?.meter);
    this.#harm = new HarmWatch(model?.harm);
    this.#locks = new KnobLocks(model?.locks);
    this.#log = new DecisionLog(model?.decisions);
    this.#version = version;
    this.#settings = toSettings(model?.settings) ?? options.static;
    this.#reasons = model?.reasons ?? ['STATIC'];
    this.#observedAt = model?.observedAt ?? undefined;
    this.#decidedAt = model?.decidedAt ?? undefined;
  }

  get inForce(): Pick<InForce, 'settings' | 'version'> {
    return { settings: this.#settings, version: this.#version };
  }

  get reasons(): readonly ReasonCode[] {
    return this.#reasons;
  }

  get decisions(): readonly Decision[] {
    return this.#log.decisions;
  }

  get counts(): OutcomeTable {
    return this.#counts;
  }

  observe(raw: Observation): void {
    const observation = cleanObservation(raw, {
      observedAt: this.#observedAt,
      decidedAt: this.#decidedAt,
      version: this.#version,
    });
    if (observation === undefined) return;
    const { configVersion = this.#version, t } = observation;
    this.#observedAt = t;
    for (const sample of observation.samples) this.#counts.add(sample, configVersion);
    this.#meter.observe(observation);
    this.#knobs.observe(observation, this.#inForceAt(t));
  }

  /** Changes the settings as far as the methods ask for it. */
  decide(at: number, holds: readonly SettingHold[] = []): void {
    const now = this.#pass(at);
    this.#holds = holds;
    this.#log.update(now, this.#meter);
    if (this.#observedAt === undefined || now > this.#observedAt + STALE_SECONDS) {
      this.#reasons = this.#observedAt === undefined ? ['STATIC'] : ['FROZEN_STALE'];
      return;
    }
    const version = this.#version + 1;
    const reasons: ReasonCode[] = [];
    for (const proposal of this.#propose(now))
      if (this.#apply(now, proposal, version)) reasons.push(proposal.reason);
    this.#reasons = reasons.length > 0 ? reasons : this.#standingReasons();
  }

  /** Why settings were let be. */
  notDone(at: number): readonly NotDone[] {
    const now = Math.max(at, this.#decidedAt ?? at);
    const locked = this.#locks.inForce(now).map(
      ({ knob, until, reason }): NotDone => ({
        knob,
        reason: 'LOCKED',
        text: `locked ${until === null ? 'until it is unlocked' : `for ${Math.ceil(until - now)} s`}: ${reason}`,
      }),
    );
    const toNotDone = ({ knob, text }: SettingHold): NotDone => ({ knob, reason: 'HOLD', text });
    const held = this.#holds.filter(({ size }) => size === undefined).map(toNotDone);
    const ofSizes = this.#holds.filter(({ size }) => size !== undefined);
    const sizes = new Map(ofSizes.map((one) => [`${one.knob} ${one.text}`, toNotDone(one)])).values();
    const told = new Map([...held, ...locked].map((one) => [one.knob, one]));
    const others = this.#knobs.notDone(now, this.#inForceAt(now));
    return [...told.values(), ...[...sizes, ...others].filter(({ knob }) => !told.has(knob))];
  }

  predict(settings: TunerSettings): Prediction | undefined {
    const { concurrency = this.#settings.concurrency } = settings;
    return this.#knobs.predict({ concurrency });
  }

  /** What settings would have brought in the minute after they were decided, by what is known now. */
  hindsight(question: HindsightQuestion): Hindsight {
    return toHindsight(question, (one) => this.#knobs.predict(one), this.#settings, this.#meter);
  }

  status(at: number): TunerStatus {
    const now = Math.max(at, this.#decidedAt ?? at);
    return {
      credit: this.#knobs.credit(now) ?? null,
      measured: this.#meter.between(now - MEASURED_SECONDS, now)?.perSecond ?? null,
      predicted: this.predict(this.#settings)?.value ?? null,
      isTrying: this.#knobs.isTrying,
      isFrozen: this.#observedAt !== undefined && now > this.#observedAt + STALE_SECONDS,
    };
  }

  /** Locks exactly these settings, until they are unlocked. */
  lockOnly(knobs: readonly KnobName[]): void {
    this.#locks.replace(knobs);
  }

  lock(lock: KnobLock): void {
    this.#locks.lock(lock);
  }

  unlock(knob: KnobName): void {
    this.#locks.unlock(knob);
  }

  locks(now: number): readonly KnobLock[] {
    return this.#locks.inForce(now);
  }

  /** Puts settings of a person in force, within the bounds. Locks do not hinder them. */
  set(at: number, settings: TunerSettings, note: string): void {
    const now = this.#pass(at);
    this.#change(now, this.#space.set(this.#settings, settings), this.#version + 1, {
      reason: 'APPLIED',
      evidence: {},
      note,
    });
  }

  /** Takes settings back to what they were before their last change; the second time within an hour to the static ones. */
  rollBack(at: number, knobs: readonly KnobName[], note: string, why: RollbackReason = {}): void {
    const now = this.#pass(at);
    const after: Record<string, unknown> = { ...this.#settings };
    for (const knob of knobs) {
      const isRepeated = this.#locks.rolledBack(knob, now, note);
      const value = isRepeated ? toValue(this.#static, knob) : this.#before(knob, why.to);
      if (value === undefined) delete after[knob];
      else after[knob] = value;
      if (BY_SIZE.includes(knob) && after.bySize !== undefined)
        after.bySize = isRepeated ? {} : (why.to?.bySize ?? {});
    }
    const evidence = why.evidence ?? {};
    this.#change(now, this.#space.set({}, toSettings(after) ?? {}), this.#version + 1, {
      reason: 'ROLLBACK',
      evidence,
      note,
    });
  }

  toModel(): LearningModel {
    const { bySize, ...settings } = this.#settings;
    return {
      settings: { ...settings, ...(bySize !== undefined && { bySize: { ...bySize } }) },
      reasons: [...this.#reasons],
      observedAt: this.#observedAt ?? null,
      decidedAt: this.#decidedAt ?? null,
      knobs: this.#knobs.toModel(),
      counts: this.#counts.toModel(),
      meter: this.#meter.toModel(),
      harm: this.#harm.toModel(),
      locks: this.#locks.toModel(),
      decisions: this.#log.toModel(),
    };
  }

  /** Time never runs back, and a time that is none does not pass. */
  #pass(at: number): number {
    const before = this.#decidedAt ?? 0;
    this.#decidedAt = isMoment(at) ? Math.max(at, before) : before;
    return this.#decidedAt;
  }

  #inForceAt(now: number): InForce {
    return {
      ...this.inForce,
      locked: new Set(this.#locks.inForce(now).map(({ knob }) => knob)),
      held: new Set(this.#holds.filter(({ size }) => size === undefined).map(({ knob }) => knob)),
      heldSizes: new Set(this.#holds.flatMap(({ size }) => size ?? [])),
    };
  }

  /** Without what no method may change. The search of concurrency begins nothing itself while that is held. */
  #keep(now: number, before: TunerSettings, wanted: TunerSettings): TunerSettings {
    const { locked, held, heldSizes } = this.#inForceAt(now);
    const kept = new Set([...locked, ...[...held].filter((knob) => knob !== 'concurrency')]);
    return keepLocked(before, keepSizes(before, wanted, heldSizes), kept);
  }

  #propose(now: number): readonly Proposal[] {
    const inForce = this.#inForceAt(now);
    const harm = this.#judgeHarm(now);
    return harm === undefined ? this.#knobs.decide(now, inForce) : [harm];
  }

  /** Takes hedges and learned time-outs back if jobs bring less since. */
  #judgeHarm(now: number): Proposal | undefined {
    if (!this.#harm.judge(now, (from, to) => this.#meter.between(from, to))) return undefined;
    for (const knob of BY_SIZE) this.#locks.rolledBack(knob, now, 'jobs brought less than 90 % of before');
    return { settings: { bySize: {} }, reason: 'ROLLBACK', evidence: {} };
  }

  #apply(now: number, proposal: Proposal, version: number): boolean {
    const { settings, reason, adopts } = proposal;
    const before = this.#settings;
    const wanted = reason === 'ROLLBACK' ? settings : this.#keep(now, before, settings);
    const after = this.#space.move(before, wanted);
    if (this.#change(now, after, version, proposal)) return true;
    if (adopts === undefined) return false;
    this.#write(now, this.#version, pickSettings(adopts.from), pickSettings(adopts.to), proposal);
    return true;
  }

  #change(now: number, after: TunerSettings, version: number, why: Why): boolean {
    const before = this.#settings;
    const changed = changedKnobs(before, after);
    if (changed.length === 0) return false;
    if (changed.includes('bySize')) this.#watch(now, why.reason);
    this.#settings = after;
    this.#version = version;
    const isAsked = why.reason === 'APPLIED' || why.reason === 'ROLLBACK';
    if (isAsked && after.concurrency !== undefined && changed.includes('concurrency'))
      this.#knobs.adoptConcurrency(after.concurrency, now, version);
    this.#write(now, version, pickSettings(before, changed), pickSettings(after, changed), why);
    return true;
  }

  #write(now: number, version: number, from: Decision['from'], to: Decision['to'], why: Why): void {
    this.#log.add(toNoted({ at: now, version, from, to }, why), this.#meter);
  }

  /** A setting before its last change. Undefined: unset. */
  #before(knob: KnobName, to: TunerSettings | undefined): unknown {
    if (to !== undefined) return toValue(to, knob);
    const last = this.#log.decisions.findLast((one) => knob in one.to && one.version <= this.#version);
    return toValue(last?.from ?? {}, knob) ?? toValue(this.#static, knob);
  }

  /** Watches hedges and time-outs by size after each change, until they are taken back. */
  #watch(now: number, reason: ReasonCode): void {
    if (reason === 'ROLLBACK') this.#harm.end();
    else this.#harm.begin(now, (from, to) => this.#meter.between(from, to));
  }

  #standingReasons(): readonly ReasonCode[] {
    const isStatic = changedKnobs(this.#settings, this.#static).length === 0;
    return [this.#knobs.searchReason ?? (isStatic ? 'STATIC' : 'HOLD')];
  }
}

const toValue = (settings: object, knob: string): unknown => new Map(Object.entries(settings)).get(knob);
