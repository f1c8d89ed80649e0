import { DECISIONS_TOLD, TuningDecision, type TuningMode } from '@ag06/contracts/tuning';
import { type Decision, explainDecision, type Prediction } from '@ag06/tuning';
import { z } from 'zod';

const Entry = z.strictObject({
  told: TuningDecision,
  /** The tuner's version that it made. */
  tuner: z.int().min(0),
});
type Entry = z.infer<typeof Entry>;

export const BookModel = z.strictObject({
  next: z.int().min(1),
  entries: z.array(Entry).max(DECISIONS_TOLD),
});
export type BookModel = z.infer<typeof BookModel>;

/** A shadow decides the same again, because nothing changes; it is noted once in so many milliseconds. */
const SHADOW_REPEAT_MS = 600_000;

/** The last decisions about one agent, as they are told to people. */
export class DecisionBook {
  readonly #agent: string;
  #next: number;
  #entries: readonly Entry[];
  /** When a shadow last decided something of the same settings and reason. */
  readonly #shadows = new Map<string, number>();

  constructor(agent: string, model: BookModel = { next: 1, entries: [] }) {
    this.#agent = agent;
    this.#next = model.next;
    this.#entries = model.entries;
  }

  get decisions(): readonly TuningDecision[] {
    return this.#entries.map(({ told }) => told);
  }

  /** Notes what a tuner has decided. Returns it as it is told; undefined if a shadow decided the same lately. */
  note(decision: Decision, mode: TuningMode, published: number | null): TuningDecision | undefined {
    const at = Math.round(decision.at * 1_000);
    if (published === null && this.#isRepeated(decision, at)) return undefined;
    const { reason, from, to, evidence, before, prediction } = decision;
    const told: TuningDecision = {
      number: this.#next++,
      at,
      mode,
      version: published,
      reason,
      from,
      to,
      evidence: { ...evidence },
      prediction: prediction && toPrediction(prediction),
      result: null,
      before,
      after: null,
      ...this.#explain(decision, published),
    };
    this.#entries = [...this.#entries, { told, tuner: decision.version }].slice(-DECISIONS_TOLD);
    return told;
  }

  /** Fills in what came of decisions. Returns those of which it has become known. */
  update(decisions: readonly Decision[]): readonly TuningDecision[] {
    const measured: TuningDecision[] = [];
    this.#entries = this.#entries.map((entry) => {
      const { told, tuner } = entry;
      if (told.version === null || (told.after !== null && told.result !== null)) return entry;
      const now = decisions.find(
        ({ version, at }) => version === tuner && Math.round(at * 1_000) === told.at,
      );
      if (now === undefined) return entry;
      const { after, result } = now;
      if (after === told.after && (result === null) === (told.result === null)) return entry;
      const updated = {
        ...told,
        after,
        result: result && { value: result.value, isWithin: result.isWithin },
        ...this.#explain({ ...now, from: told.from, to: told.to, evidence: told.evidence }, told.version),
      };
      measured.push(updated);
      return { ...entry, told: updated };
    });
    return measured;
  }

  toModel(): BookModel {
    return { next: this.#next, entries: [...this.#entries] };
  }

  #isRepeated({ reason, to }: Decision, at: number): boolean {
    const key = `${reason} ${Object.keys(to).sort()}`;
    const last = this.#shadows.get(key);
    if (last !== undefined && at < last + SHADOW_REPEAT_MS) return true;
    this.#shadows.set(key, at);
    return false;
  }

  /** A shadow's sentence says that it would, and how to do it. */
  #explain(decision: Decision, published: number | null): Pick<TuningDecision, 'sentence' | 'undo'> {
    const undo = `ag06 tuning rollback ${this.#agent} ${Object.keys(decision.to).join(' ')}`;
    const sentence = explainDecision(this.#agent, { ...decision, version: published ?? decision.version });
    const isChange = Object.keys(decision.to).length > 0;
    if (published !== null) return { sentence: sentence.slice(0, 2_000), undo: isChange ? undo : null };
    const [body = sentence] = sentence.split(' Undo: ');
    const shadow = body.replace(/ \(v\d+\)/, '');
    return {
      sentence: `Would do: ${shadow} Do it: ag06 tuning apply ${this.#agent} ${this.#next - 1}`.slice(
        0,
        2_000,
      ),
      undo: null,
    };
  }
}

const toPrediction = ({ of, value, low, high }: Prediction) => ({ of, value, low, high });
