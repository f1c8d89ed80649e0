import { toModelName } from '@ag06/contracts/tuning';
import type { SharedDocument, Store } from '@ag06/store';
import type { TunerModel } from '@ag06/tuning';
import type { Logger } from 'pino';
import { parseTrialModel } from './experiments/agent-trial.ts';
import { FleetKnowledge } from './fleet-knowledge.ts';
import { type KeptFleet, parseFleetModel } from './fleet-model.ts';
import type { GuardedDocuments } from './guarded-documents.ts';
import { type AgentModel, parseAgentModel } from './tuning/agent-model.ts';
import { type ChangeWatchModel, parseChangeWatchModel, toWatchName } from './tuning/change-watch.ts';
import type { TunedAgent } from './tuning/tuned-agent.ts';

const FLEET = 'fleet';
const AGENT_PREFIX = toModelName('');
const TRIAL_PREFIX = 'experiment:';
const WATCH_PREFIX = toWatchName('');
/** What a tuner has learned is left out of a larger document: counts are small. */
const AGENT_BYTES_MAX = 1_000_000;

/** The leader's knowledge in the store: a document for each agent, and one that says how far all of them have counted. */
export class KeptKnowledge {
  readonly #shared: Store['shared'];
  readonly #log: Logger;

  constructor(shared: Store['shared'], log: Logger) {
    this.#shared = shared;
    this.#log = log;
  }

  /** What cannot be read begins anew. */
  async load(): Promise<FleetKnowledge> {
    const kept = await this.#shared.list('model');
    const fleet = kept.find(({ name }) => name === FLEET);
    const parsed = fleet === undefined ? undefined : parseFleetModel(fleet.text);
    if (fleet !== undefined && parsed === undefined) this.#complain(FLEET, fleet.version);
    const agents = toAgentModels(parsed);
    const isNumbered = parsed !== undefined && !parsed.isFormer;
    for (const { name, version, text } of kept) {
      if (!name.startsWith(AGENT_PREFIX)) continue;
      const model = parseAgentModel(text);
      if (model === undefined) this.#complain(name, version);
      // Without the fleet's document, or with one of the release before, batches are numbered from 1 again.
      else agents.set(name.slice(AGENT_PREFIX.length), isNumbered ? model : { ...model, upto: 0 });
    }
    const knowledge = new FleetKnowledge(parsed?.model, agents, toWatches(kept));
    for (const { name, text } of kept) {
      if (!name.startsWith(TRIAL_PREFIX)) continue;
      const model = parseTrialModel(text);
      const trial = model && (isNumbered ? model : { ...model, upto: 0 });
      knowledge.agentOf(name.slice(TRIAL_PREFIX.length)).keptTrial = trial;
    }
    return knowledge;
  }

  /** Agents first: a leader that dies in between has counted them in up to batches of their own. @throws SupersededError */
  async save(knowledge: FleetKnowledge, documents: GuardedDocuments, now: number): Promise<void> {
    const fleet = JSON.stringify(knowledge.export(now));
    for (const agent of knowledge.agents) {
      await this.#saveTrial(agent, documents);
      if (!agent.isDirty) continue;
      await documents.write('model', toModelName(agent.name), this.#toText(agent.export()));
      const watch = agent.rollout.watch.toModel();
      if (watch.good !== null) await documents.write('model', toWatchName(agent.name), JSON.stringify(watch));
      agent.kept();
    }
    await documents.write('model', FLEET, fleet);
  }

  async #saveTrial({ name, trial }: TunedAgent, documents: GuardedDocuments): Promise<void> {
    if (trial?.isDirty !== true) return;
    await documents.write('model', `${TRIAL_PREFIX}${name}`, JSON.stringify(trial.export()));
    trial.kept();
  }

  #toText(model: AgentModel): string {
    const text = JSON.stringify(model);
    if (text.length <= AGENT_BYTES_MAX) return text;
    const { agent } = model.counter;
    this.#log.warn(
      { agent, bytes: text.length, code: 'MODEL_TOO_LARGE' },
      'What was learned of an agent is too large to be kept: a next leader learns it anew.',
    );
    return JSON.stringify({ ...model, learner: null } satisfies AgentModel);
  }

  #complain(name: string, version: number): void {
    this.#log.warn({ code: 'MODEL_INVALID', name, version }, 'A kept model is invalid; it begins anew.');
  }
}

/** One that cannot be read begins anew, with the next window. */
function toWatches(kept: readonly SharedDocument[]): ReadonlyMap<string, ChangeWatchModel> {
  const watches = kept.flatMap(({ name, text }) => {
    const watch = name.startsWith(WATCH_PREFIX) ? parseChangeWatchModel(text) : undefined;
    return watch === undefined ? [] : [[name.slice(WATCH_PREFIX.length), watch] as const];
  });
  return new Map(watches);
}

function toAgentModels(kept: KeptFleet | undefined): Map<string, AgentModel> {
  const counters = Object.entries(kept?.counters ?? {});
  return new Map(counters.map(([name, counter]) => [name, toAgentModel(counter)]));
}

const toAgentModel = (counter: TunerModel): AgentModel => ({
  schema: 2,
  upto: 0,
  counter,
  learner: null,
  from: 0,
  versions: [],
  book: { next: 1, entries: [] },
  importedAt: 0,
});
