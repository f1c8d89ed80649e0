import { fileURLToPath } from 'node:url';
import {
  type AgentTuningView,
  SETTING_NAMES,
  type TuningDocument,
  type TuningHistoryView,
  type TuningMode,
} from '@ag06/contracts/tuning';
import { type ServiceProcess, until } from '@ag06/test-support';
import { createTuner, toObjective } from '@ag06/tuning';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestFleet } from './test-fleet.ts';
import { untilInForce, untilLed } from './tuning-api.ts';

const AGENT = 'good.steady';
const AGENTS = fileURLToPath(new URL('./staged-agents.ts', import.meta.url));
const WORKERS = 3;
const SLOTS = 12;
/** Of an attempt: long, so that a busy machine does not make some of them three times as slow. */
const WORK_MS = 3_000;
const ENDED = ['completed', 'failed', 'cancelled'];
const ANY: unknown = expect.any(String);
/** What workers allow by themselves. */
const OWN_TIMEOUT_MS = 900_000;
const OBJECTIVE = { classes: [{ deadlineS: null }] };
/** A window lasts 30 s, and as much longer as a busy machine needs for 60 attempts on both sides. */
const LIMIT_MS = 240_000;

let fleet: TestFleet;
let optimizer: ServiceProcess;
let led: { readonly fence: number };
beforeAll(async () => {
  fleet = await TestFleet.start(0);
  const env = {
    AG06_AGENTS: AGENTS,
    AG06_CONCURRENCY: String(SLOTS),
    AG06_STEP_TIMEOUT_MS: String(OWN_TIMEOUT_MS),
  };
  await Promise.all(Array.from({ length: WORKERS }, () => fleet.startWorker(env)));
  const items = { forEach: Array(72).fill(1), concurrency: WORKERS * SLOTS };
  await fleet.push({ name: 'work', steps: { s: { agent: AGENT, ...items, with: { ms: WORK_MS } } } });
  await lead('canary', 0);
}, 90_000);
afterAll(() => fleet.stop());

/** Starts the optimizer that leads from now on, beyond the fence of the one before. */
async function lead(mode: TuningMode, beyond: number): Promise<void> {
  optimizer = await fleet.startOptimizer({ AG06_OPTIMIZER_MODE: mode });
  led = await untilLed(fleet, beyond);
}

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const answer = await fleet.call(method, `/v1/tuning/${AGENT}${path}`, body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body as T;
}

/** What an optimizer logs of a document that it has published. */
type Published = Pick<TuningDocument, 'version' | 'settings' | 'canary' | 'reason'>;

const published = (): Published[] =>
  fleet.optimizers.flatMap(({ lines }) =>
    lines.flatMap((line) =>
      line.includes('Settings are published.') ? [JSON.parse(line) as Published] : [],
    ),
  );
async function untilPublished(fits: (document: Published) => boolean, message: string): Promise<Published> {
  const document = await until(() => published().find(fits), { timeoutMs: LIMIT_MS, message });
  if (document === undefined) throw new Error('Nothing is published.');
  return document;
}

/** Documents that only some workers had, in their order. */
const tries = () => published().filter(({ canary }) => canary !== undefined);

/** Until a decision of this reason is told; all of them. */
const untilTold = (reason: string) =>
  until(
    async () => {
      const { items } = await ask<TuningHistoryView>('GET', '/history');
      const told = items.filter((item) => item.reason === reason);
      return told.length > 0 ? told : undefined;
    },
    { message: `a decision ${reason} to be told` },
  );

/** Gives the optimizer what was learned elsewhere, where the same calls take less time. */
async function importLearned(timeoutMs: number): Promise<void> {
  const { state } = await ask<AgentTuningView>('GET', '');
  const objective = toObjective(OBJECTIVE, WORK_MS / 1_000);
  const elsewhere = createTuner({ agent: AGENT, bounds: {}, static: state?.static ?? {}, objective });
  elsewhere.set(1, { timeoutMs }, 'learned elsewhere');
  const keptAt = new Date().toISOString();
  await ask('PUT', '/model', { schema: 1, agent: AGENT, keptAt, model: elsewhere.export() });
}

/** Keeps all slots at work until it is stopped, and tells then which statuses runs have ended with. */
function work(): { readonly stop: () => Promise<ReadonlySet<unknown>> } {
  const statuses = new Set<unknown>();
  let isOver = false;
  const endOf = async (runId: string): Promise<unknown> => {
    for (;;) {
      const { status } = await fleet.result(runId, 60);
      if (ENDED.includes(String(status))) return status;
    }
  };
  const workOn = async (): Promise<void> => {
    while (!isOver) statuses.add(await endOf(await fleet.submit('work')));
  };
  const loops = Promise.all([workOn(), workOn()]);
  // They end with the fleet as well, where a test fails.
  loops.catch(() => {});
  const stop = async () => {
    isOver = true;
    await loops;
    return statuses;
  };
  return { stop };
}

/** Until what some workers try is found to be as good as what the others have. */
const untilGood = () =>
  until(async () => (await ask<AgentTuningView>('GET', '')).state?.stage?.isGood === true, {
    timeoutMs: LIMIT_MS,
    message: 'what is tried to be found good',
  });

it('settings go to one worker, where a canary leaves them, and of a live optimizer to half and to all; a time-out that is too short is taken back from the only worker that had it', async () => {
  const free = ['maxAttempts', 'timeoutMs', 'bySize'];
  const lock = SETTING_NAMES.filter((name) => !free.includes(name));
  await ask('PUT', '/policy', { objective: OBJECTIVE, lock });
  const load = work();
  await untilGood();
  expect(tries()).toEqual([
    expect.objectContaining({ settings: {}, canary: { settings: { maxAttempts: 8 }, workers: [ANY] } }),
  ]);
  expect(published().filter(({ settings }) => Object.keys(settings).length > 0)).toEqual([]);
  await optimizer.kill('SIGTERM');
  await lead('live', led.fence);
  const all = await untilPublished(
    ({ settings }) => settings.maxAttempts !== undefined,
    'more attempts on all',
  );
  expect(all.settings).toEqual({ maxAttempts: 8 });
  expect(all.canary).toBeUndefined();
  const [first, half, ...more] = tries();
  expect(more).toEqual([]);
  expect(first).toMatchObject({ settings: {}, canary: { settings: all.settings, workers: [ANY] } });
  expect(half).toMatchObject({ settings: {}, canary: { settings: all.settings, workers: [ANY, ANY] } });
  expect([first, half].map((tried) => tried?.settings)).toEqual([{}, {}]);
  expect(half?.canary?.workers).toContain(first?.canary?.workers[0]);
  await untilInForce(fleet, AGENT, all.version, WORKERS);

  await ask('PUT', '/policy', { lock: ['maxAttempts'] });
  await importLearned(WORK_MS / 2);
  const back = await untilPublished(({ reason }) => reason === 'ROLLBACK', 'the time-out to be taken back');
  expect(back.settings).toEqual(all.settings);
  expect(back.canary).toBeUndefined();
  // Nobody but one worker had it.
  const [harm, ...others] = tries().slice(2);
  expect(others).toEqual([]);
  expect(harm).toMatchObject({ canary: { settings: { timeoutMs: WORK_MS / 2 }, workers: [ANY] } });
  expect(harm?.settings).toEqual(all.settings);
  const [decision, ...earlier] = (await untilTold('ROLLBACK')) ?? [];
  expect(earlier).toEqual([]);
  expect(decision).toMatchObject({
    version: back.version,
    from: { timeoutMs: WORK_MS / 2 },
    to: { timeoutMs: OWN_TIMEOUT_MS },
    evidence: { failuresPercent: 100, otherFailuresPercent: 0 },
    sentence: expect.stringContaining(
      'on the workers that tried it, 100 % of attempts failed, of the rest 0 %',
    ),
    undo: `ag06 tuning rollback ${AGENT} timeoutMs`,
  });
  await untilInForce(fleet, AGENT, back.version, WORKERS);
  expect(await load.stop()).toEqual(new Set(['completed']));
  const having = fleet.workers.filter(({ stderr }) => stderr.some((line) => / aborted$/.test(line)));
  expect(having).toHaveLength(1);
}, 900_000);
