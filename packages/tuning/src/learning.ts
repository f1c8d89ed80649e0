import { OutcomeTable } from './counts/outcome-table.ts';
import type { Decision } from './decisions/decision.ts';
import { DecisionLog } from './decisions/decision-log.ts';
import { ValueMeter } from './decisions/value-meter.ts';
import { AgeingKnob } from './knobs/ageing-knob.ts';
import { ConcurrencyKnob } from './knobs/concurrency-knob.ts';
import { DurationsKnob } from './knobs/durations-knob.ts';
import { FailuresKnob } from './knobs/failures-knob.ts';
import type { InForce, KnobOptions, Proposal } from './knobs/knob.ts';
import { RateKnob } from './knobs/rate-knob.ts';
import { ReplicasKnob } from './knobs/replicas-knob.ts';
import type { LearningModel } from './learning-model.ts';
import type { Observation } from './observation.ts';
import type { ReasonCode } from './reason-code.ts';
import { HarmWatch } from './safety/harm-watch.ts';
import { SettingsSpace } from './safety/settings-space.ts';
import type { TunerSettings } from './tuner-settings.ts';

/** Without telemetry for so long, nothing is changed. */
const STALE_SECONDS = 15;

/** The methods of all settings together: each proposes, the space of settings limits, and what is changed is written down. */
export class Learning {
  readonly #space: SettingsSpace;
  readonly #static: TunerSettings;
  readonly #concurrency: ConcurrencyKnob | undefined;
  readonly #rate: RateKnob;
  readonly #failures: FailuresKnob;
  readonly #durations: DurationsKnob;
  readonly #ageing: AgeingKnob;
  readonly #replicas: ReplicasKnob;
  readonly #counts: OutcomeTable;
  readonly #meter: ValueMeter;
  readonly #harm: HarmWatch;
  readonly #log: DecisionLog;
  #inForce: InForce;
  #reasons: readonly ReasonCode[];
  #observedAt: number | undefined;

  constructor(options: KnobOptions, version: number, model?: LearningModel) {
    this.#static = options.static;
    this.#space = new SettingsSpace(options);
    const isBound = options.static.concurrency !== undefined;
    this.#concurrency = isBound ? new ConcurrencyKnob(options, model?.concurrency ?? undefined) : undefined;
    this.#rate = new RateKnob(options, model?.rate);
    this.#failures = new FailuresKnob(options, model?.failures);
    this.#durations = new DurationsKnob(options, model?.durations);
    this.#ageing = new AgeingKnob(options, model?.ageing);
    this.#replicas = new ReplicasKnob(options, model?.replicas);
    this.#counts = new OutcomeTable(model?.counts);
    this.#meter = new ValueMeter(options.objective, model?.meter);
    this.#harm = new HarmWatch(model?.harm);
    this.#log = new DecisionLog(model?.decisions);
    this.#inForce = { version, settings: toSettings(model?.settings) ?? options.static };
    this.#reasons = model?.reasons ?? ['STATIC'];
    this.#observedAt = model?.observedAt ?? undefined;
  }

  get inForce(): InForce {
    return this.#inForce;
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

  observe(observation: Observation): void {
    const { configVersion = this.#inForce.version } = observation;
    this.#observedAt = observation.t;
    for (const sample of observation.samples) this.#counts.add(sample, configVersion);
    this.#meter.observe(observation);
    for (const knob of this.#knobs) knob.observe(observation, this.#inForce);
  }

  /** Changes the settings as far as the methods ask for it. */
  decide(now: number): void {
    this.#log.update(now, this.#meter);
    if (this.#observedAt === undefined || now > this.#observedAt + STALE_SECONDS) {
      this.#reasons = this.#observedAt === undefined ? ['STATIC'] : ['FROZEN_STALE'];
      return;
    }
    const { version } = this.#inForce;
    const reasons: ReasonCode[] = [];
    for (const proposal of this.#propose(now))
      if (this.#apply(now, proposal, version + 1)) reasons.push(proposal.reason);
    this.#reasons = reasons.length > 0 ? reasons : this.#standingReasons();
  }

  toModel(): LearningModel {
    const { bySize, ...settings } = this.#inForce.settings;
    return {
      settings: { ...settings, ...(bySize !== undefined && { bySize: { ...bySize } }) },
      reasons: [...this.#reasons],
      observedAt: this.#observedAt ?? null,
      concurrency: this.#concurrency?.toModel() ?? null,
      rate: this.#rate.toModel(),
      failures: this.#failures.toModel(),
      durations: this.#durations.toModel(),
      ageing: this.#ageing.toModel(),
      replicas: this.#replicas.toModel(),
      counts: this.#counts.toModel(),
      meter: this.#meter.toModel(),
      harm: this.#harm.toModel(),
      decisions: this.#log.toModel(),
    };
  }

  get #knobs() {
    const others = [this.#rate, this.#failures, this.#durations, this.#ageing, this.#replicas];
    return this.#concurrency === undefined ? others : [...others, this.#concurrency];
  }

  /** Asks each method with the settings of now; concurrency last, because it stands still beside a cap of the rate. */
  #propose(now: number): readonly Proposal[] {
    const harm = this.#judgeHarm(now);
    const asked = this.#knobs
      .filter((knob) => knob !== this.#durations || (harm === undefined && !this.#harm.isLocked(now)))
      .map((knob) => knob.decide(now, this.#inForce));
    return [harm, ...asked].filter((proposal) => proposal !== undefined);
  }

  /** Takes hedges and learned time-outs back if jobs bring less since. */
  #judgeHarm(now: number): Proposal | undefined {
    if (!this.#harm.judge(now, (from, to) => this.#meter.between(from, to))) return undefined;
    return { settings: { bySize: {} }, reason: 'ROLLBACK', evidence: {} };
  }

  #apply(now: number, { settings, reason, evidence }: Proposal, version: number): boolean {
    const before = this.#inForce.settings;
    const after = this.#space.move(before, settings);
    const changed = Object.keys(settings).filter(
      (knob) => !isSame(toValue(before, knob), toValue(after, knob)),
    );
    if (changed.length === 0) return false;
    if (changed.includes('bySize') && reason !== 'ROLLBACK')
      this.#harm.begin(now, (from, to) => this.#meter.between(from, to));
    this.#inForce = { version, settings: after };
    this.#log.add(
      {
        at: now,
        version,
        reason,
        from: pick(before, changed),
        to: pick(after, changed),
        evidence: { ...evidence },
        prediction: null,
      },
      this.#meter,
    );
    return true;
  }

  #standingReasons(): readonly ReasonCode[] {
    const isStatic = isSame(this.#inForce.settings, this.#static);
    return [this.#concurrency?.search.reason ?? (isStatic ? 'STATIC' : 'HOLD')];
  }
}

const valuesOf = (settings: TunerSettings): Map<string, unknown> => new Map(Object.entries(settings));
const toValue = (settings: TunerSettings, knob: string): unknown => valuesOf(settings).get(knob);
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** As JSON. A setting that is absent stays absent. */
function pick(settings: TunerSettings, knobs: readonly string[]): Decision['from'] {
  const picked = Object.entries(settings).filter(([knob]) => knobs.includes(knob));
  return JSON.parse(JSON.stringify(Object.fromEntries(picked)));
}

/** A model from JSON has no fields that are undefined, which its type does not say. */
function toSettings(settings: LearningModel['settings'] | undefined): TunerSettings | undefined {
  return settings === undefined ? undefined : JSON.parse(JSON.stringify(settings));
}
