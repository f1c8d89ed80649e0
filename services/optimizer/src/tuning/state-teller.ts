import type { TuningStage, TuningState } from '@ag06/contracts/tuning';
import { classOf } from '@ag06/tuning';
import type { FleetKnowledge } from '../fleet-knowledge.ts';
import type { GuardedDocuments } from '../guarded-documents.ts';
import type { TallyFigures } from './attempt-tally.ts';
import type { FleetLook } from './fleet-look.ts';
import { tellStanding } from './tell-standing.ts';
import type { TunedAgent } from './tuned-agent.ts';

interface StateTellerOptions {
  readonly id: string;
  readonly fence: number;
  readonly knowledge: FleetKnowledge;
  readonly documents: GuardedDocuments;
  readonly look: FleetLook;
}

/** Figures that change all the time are told anew at this interval. */
const TELL_EVERY_MS = 5_000;

/** Writes what the optimizer does about each agent, for everybody who shows it. */
export class StateTeller {
  readonly #options: StateTellerOptions;
  readonly #told = new Map<string, { readonly at: number; readonly key: string }>();

  constructor(options: StateTellerOptions) {
    this.#options = options;
  }

  /** Throws `SupersededError`. */
  async tell(now: number): Promise<void> {
    for (const agent of this.#options.knowledge.agents) await this.#tell(agent, now);
  }

  /** Of an agent at rest only what has changed, by a person's word. */
  async #tell(agent: TunedAgent, now: number): Promise<void> {
    const { documents } = this.#options;
    const last = this.#told.get(agent.name);
    const key = keyOf(agent);
    const isDue = agent.isActive(now) && now >= (last?.at ?? 0) + TELL_EVERY_MS;
    if (last?.key === key && !isDue) return;
    const state = this.#toState(agent, now);
    if (state === undefined) return;
    await documents.write('tuning-state', agent.name, JSON.stringify(state));
    this.#told.set(agent.name, { at: now, key });
  }

  #toState(agent: TunedAgent, now: number): TuningState | undefined {
    const { plan, tuner, book } = agent;
    if (plan === undefined) return undefined;
    const { id, fence } = this.#options;
    const { objective } = tuner;
    const status = tuner.status(now);
    const normal = objective && classOf(objective, 'normal', 0);
    const deadlineS = normal?.deadlineS ?? null;
    const stage = this.#toStage(agent);
    return {
      at: Math.round(now),
      leader: id,
      fence,
      mode: plan.mode,
      frozen: agent.frozen ?? plan.frozen ?? null,
      static: plan.static,
      wanted: tuner.wanted,
      objective: {
        attemptCost: objective?.attemptCost ?? 0,
        replicaCostPerSec: objective?.replicaCostPerSec ?? 0,
        deadlineS: deadlineS !== null && Number.isFinite(deadlineS) ? deadlineS : null,
        onTimeValue: normal?.onTimeValue ?? 0,
      },
      creditS: status?.credit ?? null,
      valuePerSec: status?.measured ?? null,
      predictedPerSec: status?.predicted ?? null,
      standing: tellStanding(agent, now),
      ...(stage !== undefined && { stage }),
      decisions: [...book.decisions],
    };
  }

  #toStage({ name, rollout }: TunedAgent): TuningStage | undefined {
    const workers = this.#options.look.documentOf(name)?.document?.canary?.workers;
    if (rollout.stage === undefined || workers === undefined) return undefined;
    const { name: stage, begunAt, changed, isGood } = rollout.stage;
    const { tried, others, sentence } = rollout.stage.figures();
    return {
      stage,
      since: Math.round(begunAt),
      settings: [...changed],
      workers: [...workers],
      canary: toSide(tried),
      rest: toSide(others),
      isGood,
      sentence,
    };
  }
}

const toSide = ({ worthError: _, ...side }: TallyFigures): TuningStage['canary'] => side;

/** What makes a state worth telling at once. */
const keyOf = ({ plan, book, frozen, rollout }: TunedAgent): string =>
  JSON.stringify([
    plan?.mode,
    plan?.static,
    plan?.locks,
    frozen ?? plan?.frozen,
    book.decisions.at(-1)?.number,
    rollout.stage?.begunAt,
    rollout.stage?.changed,
  ]);
