import { DECISIONS_TOLD, TuningDecision, type TuningMode } from '@ag06/contracts/tuning';
import {
  type Decision,
  explainDecision,
  explainHindsight,
  type Hindsight,
  type Prediction,
} from '@ag06/tuning';
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
/** What it would have brought is told of the minute after, and how long it is waited for that a model can tell. */
const WINDOW_MS = 60_000;
const PATIENCE_MS = 30_000;
/** How far back it can be told: so long measurements are kept. */
const HINDSIGHT_MAX_MS = 180_000;
const SENTENCE_MAX = 2_000;
/** Between what a shadow's sentence tells, and how to do it. */
const DO_IT = ' Do it: ';

type HindsightOf = (decision: Pick<Decision, 'at' | 'to'>) => Hindsight | undefined;
const CHANGED: Hindsight = { is: 'unknown', why: 'other settings were put in force meanwhile' };

/** The last decisions about one agent, as they are told to people. */
export class DecisionBook {
  readonly #agent: string;
  #next: number;
  #entries: readonly Entry[];
  /** When a shadow last decided something of the same settings and reason. */
  readonly #shadows = new Map<string, number>();
  /** The decisions of which it is told what they would have brought. */
  readonly #judged: Set<number>;

  constructor(agent: string, model: BookModel = { next: 1, entries: [] }) {
    this.#agent = agent;
    this.#next = model.next;
    this.#entries = model.entries;
    // Of those of the leader before it may have been told already.
    this.#judged = new Set(model.entries.map(({ told }) => told.number));
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

  /**
   * Adds to decisions that were not put in force what they would have brought, a minute after they were made; or why nobody can
   * tell. It is no result: nothing was measured. Returns those of which it has become known.
   *
   * @param changedAt when other settings were put in force last, perhaps these by a person; 0: never
   */
  judge(now: number, changedAt: number, hindsightOf: HindsightOf): readonly TuningDecision[] {
    const judged: TuningDecision[] = [];
    this.#entries = this.#entries.map((entry) => {
      const { told } = entry;
      const isDue = now >= told.at + WINDOW_MS && now < told.at + HINDSIGHT_MAX_MS;
      if (told.version !== null || !isDue || this.#judged.has(told.number)) return entry;
      const isLeft = changedAt < told.at;
      const hindsight = isLeft ? hindsightOf({ at: told.at / 1_000, to: told.to }) : CHANGED;
      if (hindsight === undefined) return entry;
      if (hindsight.is === 'unknown' && now < told.at + WINDOW_MS + PATIENCE_MS) return entry;
      this.#judged.add(told.number);
      const updated = { ...told, sentence: withHindsight(told.sentence, explainHindsight(hindsight)) };
      judged.push(updated);
      return { ...entry, told: updated };
    });
    return judged;
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
    if (published !== null)
      return { sentence: sentence.slice(0, SENTENCE_MAX), undo: isChange ? undo : null };
    const [body = sentence] = sentence.split(' Undo: ');
    const shadow = body.replace(/ \(v\d+\)/, '');
    return {
      sentence: `Would do: ${shadow}${DO_IT}ag06 tuning apply ${this.#agent} ${this.#next - 1}`.slice(
        0,
        SENTENCE_MAX,
      ),
      undo: null,
    };
  }
}

function withHindsight(sentence: string, hindsight: string): string {
  const [body = '', doIt] = sentence.split(DO_IT);
  const tail = doIt === undefined ? '' : `${DO_IT}${doIt}`;
  return `${body} ${hindsight}${tail}`.slice(0, SENTENCE_MAX);
}

const toPrediction = ({ of, value, low, high }: Prediction) => ({ of, value, low, high });
