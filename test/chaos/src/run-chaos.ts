import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, tempDir } from '@ag06/test-support';
import { ChaosFleet } from './chaos-fleet.ts';
import { checkHistory } from './check/check-history.ts';
import type { Effect, History, Violation } from './history.ts';
import { Client } from './load.ts';
import { FAULT_KINDS, makeTrouble } from './nemesis.ts';
import { hasOpenRuns, recordRuns } from './record-runs.ts';
import { WORKFLOWS } from './workflows.ts';

const CLIENTS = 4;
const PAUSE_MS = 150;
const RECOVERY_LIMIT_MS = 75_000;

export interface ChaosOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly workers: number;
  readonly dispatchers: number;
  readonly say: (line: string) => void;
}

export interface ChaosReport {
  readonly history: History;
  readonly violations: readonly Violation[];
}

/** Loads a real fleet while faults are made, waits until all is over, and checks what is known. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const folder = await tempDir();
  const effectsFile = join(folder.path, 'effects.jsonl');
  writeFileSync(effectsFile, '');
  const fleet = await ChaosFleet.start(options.workers, options.dispatchers, effectsFile);
  try {
    const history = await play(options, fleet, () => readEffects(effectsFile));
    return { history, violations: checkHistory(history, FAULT_KINDS) };
  } finally {
    await fleet.stop();
    await folder.remove();
  }
}

async function play(options: ChaosOptions, fleet: ChaosFleet, effects: () => Effect[]): Promise<History> {
  await pushWorkflows(fleet.urls[0] ?? '');
  const random = createRandom(options.seed);
  const clients = Array.from(
    { length: CLIENTS },
    (_, i) => new Client(`c${i}`, fleet.urls, createRandom(options.seed * 31 + i)),
  );
  const over = AbortSignal.timeout(options.minutes * 60_000);
  const from = performance.now();
  const onFault = (name: string) =>
    options.say(`${((performance.now() - from) / 1000).toFixed(1)} s: ${name}`);
  const loads = clients.map((client) => client.run(over, PAUSE_MS));
  const faults = await makeTrouble(fleet, random, over, onFault);
  const lastFaultAt = performance.now();
  await Promise.all(loads);
  const recoveryMs = await waitUntilOver(fleet, lastFaultAt);
  options.say(`all runs are over ${Math.round(recoveryMs)} ms after the last fault`);
  return {
    submissions: clients.flatMap((client) => client.submissions),
    cancellations: clients.flatMap((client) => client.cancellations),
    runs: await recordRuns(fleet.urls),
    effects: effects(),
    faults,
    recoveryMs,
  };
}

async function pushWorkflows(url: string): Promise<void> {
  for (const definition of WORKFLOWS) {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/workflows`, {
      method: 'POST',
      headers,
      body: JSON.stringify(definition),
    });
    if (!response.ok)
      throw new Error(`The workflow ${definition.name} was refused: ${await response.text()}`);
  }
}

async function waitUntilOver(fleet: ChaosFleet, since: number): Promise<number> {
  for (;;) {
    const isOpen = await hasOpenRuns(fleet.urls[0] ?? '').catch(() => true);
    const ms = performance.now() - since;
    if (!isOpen || ms > RECOVERY_LIMIT_MS) return ms;
    await delay(200);
  }
}

const readEffects = (file: string): Effect[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Effect);
