import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom, type Random, tempDir, until } from '@ag06/test-support';
import { Approver } from './approver.ts';
import type { BrokerName } from './broker-under-test.ts';
import { ChaosFleet } from './chaos-fleet.ts';
import { checkHistory } from './check/check-history.ts';
import { firstSubmissionsOf } from './drawn-submission.ts';
import { Effect } from './effect.ts';
import { countKinds, planFaults } from './fault-plan.ts';
import type { History, Violation } from './history.ts';
import { HttpClient } from './http-client.ts';
import { runClient } from './load.ts';
import { makeTrouble } from './nemesis.ts';
import { observe } from './observer.ts';
import { Operator } from './operator.ts';
import { Postman } from './postman.ts';
import { QueueClient } from './queue-client.ts';
import { hasOpenRuns, listPausedRuns, readListings, recordLeftovers, recordRuns } from './record-runs.ts';
import { RubbishFeeder } from './rubbish-feeder.ts';
import { Steerer } from './steerer.ts';
import { Submitter } from './submitter.ts';
import { Timekeeper } from './timekeeper.ts';
import { toDefinition } from './to-definition.ts';
import { untilTuned } from './tuning-end.ts';
import { TuningSteerer, type WrongAnswer } from './tuning-steerer.ts';
import { WORKFLOWS } from './workflows.ts';

const CLIENTS = 4;
/** No new faults, but load, at the end. */
const QUIET_MS = 6_000;
/** Beyond the bound that is checked, so that a run which needs a little longer is told from one that never ends. */
const GIVE_UP_AFTER_MS = 75_000;
/** On several servers a job of a run that was lost waits a minute for it, and one of a worker that died with it is found a minute later. */
const QUEUES_EMPTY_WITHIN_MS = { alone: 20_000, several: 150_000 } as const;

export interface ChaosOptions {
  /** The kind of servers that the fleet's broker consists of. */
  readonly broker: BrokerName;
  readonly seed: number;
  readonly minutes: number;
  readonly workers: number;
  readonly dispatchers: number;
  /** Of the load, all clients together. */
  readonly submissionsPerSecond: number;
  readonly say: (line: string) => void;
  /** Ends everything early; `runChaos` then rejects. */
  readonly signal: AbortSignal;
}

export interface ChaosReport {
  readonly history: History;
  readonly violations: readonly Violation[];
  /** The history, what handlers wrote, and the output of every process; undefined (removed) if nothing is wrong. */
  readonly folder: string | undefined;
}

/** Loads a real fleet while faults are made, waits until all is over, and checks what is known. Leaves nothing running. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const folder = await tempDir('chaos');
  let isKept = false;
  try {
    const history = await recordChaos(options, folder.path);
    // Also if a check throws.
    isKept = true;
    writeFileSync(join(folder.path, 'history.json'), JSON.stringify(history));
    const violations = checkHistory(history);
    isKept = violations.length > 0;
    if (isKept) writeFileSync(join(folder.path, 'history.json'), JSON.stringify({ violations, ...history }));
    return { history, violations, folder: isKept ? folder.path : undefined };
  } finally {
    if (!isKept) await folder.remove();
  }
}

async function recordChaos(options: ChaosOptions, folder: string): Promise<History> {
  const effectsFile = join(folder, 'effects.jsonl');
  const healedFile = join(folder, 'healed');
  for (const file of [effectsFile, healedFile]) writeFileSync(file, '');
  const { broker, workers, dispatchers } = options;
  const logs = join(folder, 'logs');
  const fleet = await ChaosFleet.start({ broker, workers, dispatchers, logs, effectsFile, healedFile });
  try {
    options.signal.throwIfAborted();
    const played = await play(options, fleet, (runId) => appendFileSync(healedFile, `${runId}\n`));
    // Processes that still run tell their life when they end.
    await fleet.stop();
    const effects = readEffects(effectsFile);
    return {
      ...played,
      effects,
      tuning: { ...played.tuning, told: fleet.tuning },
      lives: fleet.lives,
      brokerAway: fleet.broker.away,
      losses: fleet.broker.losses,
    };
  } finally {
    await fleet.stop();
  }
}

async function play(
  options: ChaosOptions,
  fleet: ChaosFleet,
  heal: (runId: string) => void,
): Promise<Played> {
  const { seed, minutes, say, signal } = options;
  const [url = ''] = fleet.urls;
  await pushWorkflows(url);
  const timekeeper = new Timekeeper(
    new HttpClient(fleet.urls, createRandom(seed + 3)),
    createRandom(seed + 4),
  );
  await timekeeper.start();
  const lengthMs = minutes * 60_000;
  const plan = planFaults(createRandom(seed), lengthMs - QUIET_MS, fleet.faults);
  const over = AbortSignal.any([AbortSignal.timeout(lengthMs), signal]);
  const queue = fleet.queuesUrl === undefined ? undefined : new QueueClient(fleet.queuesUrl);
  const load = startLoad(options, { urls: fleet.urls, queue, heal, timekeeper }, over).finally(() =>
    queue?.stop(),
  );
  const troubling = AbortSignal.any([AbortSignal.timeout(lengthMs - QUIET_MS), signal]);
  const feeding = feedRubbish(fleet, createRandom(seed + 5), troubling);
  const faults = await makeTrouble(fleet, plan, createRandom(seed + 1), say, signal);
  const lastFaultAt = performance.now();
  const loaded = await load;
  const rubbish = await feeding;
  // It takes about as long as the runs do to end.
  const tuned = untilTuned(url, signal);
  await resumeAll(url, new HttpClient(fleet.urls, createRandom(seed + 2)));
  await untilAllEnded(url, lastFaultAt, signal);
  const recoveryMs = performance.now() - lastFaultAt;
  say(`all runs are over, or given up, ${(recoveryMs / 1000).toFixed(1)} s after the last fault`);
  const leftovers = await untilQueuesEmpty(
    url,
    QUEUES_EMPTY_WITHIN_MS[fleet.broker.mayLose ? 'several' : 'alone'],
  );
  const told = loaded.history.submissions.flatMap(({ end }) =>
    end.is === 'acknowledged' ? [end.runId] : [],
  );
  const { runs, missing } = await recordRuns(fleet.urls, told);
  return {
    ...loaded.history,
    tuning: { rubbish, wrong: loaded.wrong, end: await tuned },
    hasQueues: queue !== undefined,
    schedules: await timekeeper.read(),
    listings: await readListings(url),
    runs,
    missing,
    leftovers,
    recoveryMs,
    planned: countKinds(plan),
    faults: countKinds(faults),
  };
}

type Played = Omit<History, 'effects' | 'lives' | 'brokerAway' | 'losses' | 'tuning'> & {
  readonly tuning: Omit<History['tuning'], 'told'>;
};

interface Load {
  readonly history: Omit<Played, 'runs' | 'missing' | 'leftovers' | 'recoveryMs' | 'tuning' | Kept>;
  readonly wrong: readonly WrongAnswer[];
}
type Kept = 'hasQueues' | 'schedules' | 'listings' | 'planned' | 'faults';

/** How much of each kind was written; nothing where nobody reaches the store. */
async function feedRubbish(
  { fedStore }: ChaosFleet,
  random: Random,
  over: AbortSignal,
): Promise<Readonly<Record<string, number>>> {
  if (fedStore === undefined) return {};
  const feeder = await RubbishFeeder.open(fedStore, random);
  try {
    await feeder.work(over);
    return feeder.written;
  } finally {
    await feeder.close();
  }
}

interface LoadParts {
  readonly urls: readonly string[];
  readonly queue: QueueClient | undefined;
  readonly heal: (runId: string) => void;
  readonly timekeeper: Timekeeper;
}

async function startLoad(
  { seed, submissionsPerSecond }: ChaosOptions,
  { urls, queue, heal, timekeeper }: LoadParts,
  over: AbortSignal,
): Promise<Load> {
  const pauseMs = Math.round((CLIENTS / submissionsPerSecond) * 1000);
  const randomOf = (i: number) => createRandom(seed * 1_000 + i);
  const submitters = Array.from(
    { length: CLIENTS },
    (_, i) => new Submitter(`client-${i}`, new HttpClient(urls, randomOf(i + 100))),
  );
  const latest = () =>
    submitters.flatMap(({ submissions }) =>
      submissions.slice(-6).flatMap(({ end }) => (end.is === 'acknowledged' ? [end.runId] : [])),
    );
  const observing = observe(new HttpClient(urls, randomOf(200)), randomOf(201), latest, over);
  const steerer = new Steerer(new HttpClient(urls, randomOf(202)), queue, heal);
  const operator = new Operator(new HttpClient(urls, randomOf(203)), randomOf(204));
  const approver = new Approver(new HttpClient(urls, randomOf(205)), randomOf(206));
  const latecomer = new Submitter('latecomer', new HttpClient(urls, randomOf(207)));
  const tuningSteerer = new TuningSteerer(new HttpClient(urls, randomOf(210)), randomOf(211));
  const postman = queue && new Postman(queue, new HttpClient(urls, randomOf(208)), latecomer, randomOf(209));
  await Promise.all([
    ...submitters.map((submitter, i) =>
      runClient({ submitter, steerer }, firstSubmissionsOf(i, CLIENTS), randomOf(i), pauseMs, over),
    ),
    operator.work(over),
    approver.work(over),
    postman?.work(over),
    tuningSteerer.work(over),
    timekeeper.work(over),
  ]);
  const { holds, bulks } = operator;
  const { steerings, healed } = steerer;
  const history = {
    holds,
    bulks,
    signals: [...steerer.signals, ...(postman?.signals ?? [])],
    answers: approver.answers,
    redrives: postman?.redrives ?? [],
    steerings,
    healed,
    submissions: [...submitters, latecomer].flatMap(({ submissions }) => submissions),
    cancellations: submitters.flatMap(({ cancellations }) => cancellations),
    observations: await observing,
  };
  return { history, wrong: tuningSteerer.wrong };
}

/** A dispatcher of a busy machine may ask for another try. */
async function pushWorkflows(url: string): Promise<void> {
  for (const workflow of WORKFLOWS) {
    const push = async () => {
      const response = await fetch(`${url}/v1/workflows`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(toDefinition(workflow)),
      });
      if (!response.ok) throw new Error(await response.text());
      return true;
    };
    await until(push, { message: `the workflow ${workflow.name} to be taken` });
  }
}

/** Whoever was to resume a run may have lost patience. */
async function resumeAll(url: string, http: HttpClient): Promise<void> {
  const paused = await until(() => listPausedRuns(url).catch(() => undefined));
  for (const runId of paused ?? []) await http.insist({ method: 'POST', path: `/v1/runs/${runId}/resume` });
}

/** Comes back when no run is open, or after a time that is a violation by itself. */
async function untilAllEnded(url: string, since: number, signal: AbortSignal): Promise<void> {
  const probe = async () => signal.aborted || !(await hasOpenRuns(url));
  const timeoutMs = Math.max(1, GIVE_UP_AFTER_MS - (performance.now() - since));
  await until(probe, { timeoutMs, everyMs: 200 }).catch(() => {});
  signal.throwIfAborted();
}

async function untilQueuesEmpty(url: string, timeoutMs: number): Promise<History['leftovers']> {
  const probe = async () => (await recordLeftovers(url)).queues.length === 0;
  await until(probe, { timeoutMs, everyMs: 200 }).catch(() => {});
  return recordLeftovers(url);
}

const readEffects = (file: string): Effect[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Effect.parse(JSON.parse(line)));
