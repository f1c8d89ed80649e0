import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TempDir, tempDir, until } from '@ag06/test-support';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue } from 'bullmq';
import { BOARD_AGENTS } from './board-agents.ts';
import { describeEntryQueues, ENTRY_QUEUES } from './board-entries.ts';
import { BullBoard } from './bull-board.ts';
import { expectOneEnd } from './expect-one-end.ts';
import { TestFleet } from './test-fleet.ts';

const AGENTS = fileURLToPath(new URL('./board-agents.ts', import.meta.url));
const SECONDS = 55;

let fleet: TestFleet;
let board: BullBoard;
let folder: TempDir;

beforeAll(async () => {
  folder = await tempDir('bull-board');
  // Later than what bull-board spares when it cleans: the first look finds the jobs gone, and the next comes 30 s after it.
  fleet = await TestFleet.start(0, { AG06_WATCHDOG_MS: '8000' });
  await fleet.startWorker({ AG06_AGENTS: AGENTS });
  const queues = BOARD_AGENTS.map((name) => `agent.${name}`);
  board = await BullBoard.start(fleet.redis.port, [...queues, ...ENTRY_QUEUES]);
}, 120_000);
afterAll(async () => {
  await board?.stop();
  await fleet?.stop();
  await folder?.remove();
});

/** Runs of one agent, whose queue is paused by the board while `meddle` does something to their jobs. */
class Bench {
  readonly agent: string;
  readonly path: string;
  readonly #file: string;
  readonly runs: string[] = [];

  constructor(name: string) {
    this.agent = `board.${name}`;
    this.path = `agent.${this.agent}`;
    this.#file = join(folder.path, name);
  }

  async submit(count: number, input: object = {}, step: object = {}): Promise<void> {
    const steps = { s: { agent: this.agent, with: '${input}', ...step } };
    expect((await fleet.push({ name: this.agent, steps })).status).toBeLessThan(300);
    const inputs = Array.from({ length: count }, () => ({ file: this.#file, ...input }));
    for (const one of inputs) this.runs.push(await fleet.submit(this.agent, one));
  }

  /** Has runs wait on the paused queue, each with its job. */
  async hold(count: number): Promise<void> {
    await this.press('pause');
    await this.submit(count);
    await until(async () => (await this.counts()).prioritized === count, { timeoutMs: 45_000 });
  }

  /** The job of a run's step. */
  job(dispatch = 1, run = 0): string {
    return `${this.path}/${this.runs[run]}.s.d${dispatch}`;
  }

  press(action: string, body?: object): Promise<number> {
    return board.press('PUT', `${this.path}/${action}`, body);
  }

  async counts(): Promise<Readonly<Record<string, number>>> {
    const queue = new Queue(this.path, { connection: { host: '127.0.0.1', port: fleet.redis.port } });
    try {
      return await queue.getJobCounts();
    } finally {
      await queue.close();
    }
  }

  /** Every run ends as it should, and each attempt was made once. */
  async expectEnds(attempts = 1): Promise<void> {
    for (const runId of this.runs) {
      expect(await fleet.result(runId, SECONDS)).toMatchObject({ status: 'completed' });
      await expectOneEnd(fleet, runId);
    }
    const made = this.runs.flatMap((runId) =>
      Array.from({ length: attempts }, (_, i) => `${runId}:s ${i + 1}`),
    );
    expect(readFileSync(this.#file, 'utf8').trim().split('\n').toSorted()).toEqual(made.toSorted());
  }
}

/** The dispatcher says so of each run whose lost job it sends again. */
const mended = (runId: string | undefined) =>
  until(
    () =>
      [...(fleet.dispatcher?.stdout ?? [])].some(
        (line) => line.includes('mended') && line.includes(String(runId)),
      ),
    {
      timeoutMs: SECONDS * 1_000,
    },
  );

/** The second attempt of each run began at its time or later. */
async function expectRested({ runs }: Bench, ms: number): Promise<void> {
  for (const runId of runs) {
    const events = await fleet.events(runId);
    const timeOf = (type: string, attempt: number) =>
      Date.parse(events.find((event) => event.type === type && event.attempt === attempt)?.at ?? '');
    expect(timeOf('step.started', 2) - timeOf('step.started', 1)).toBeGreaterThanOrEqual(ms);
  }
}

describe('bull-board over the queues of a fleet', () => {
  it.concurrent('shows them', async () => {
    expect(await board.page()).toContain('Bull Dashboard');
    expect(await board.press('GET', 'agent.board.pause/workers')).toBe(200);
  });

  it.concurrent('pauses and resumes a queue: its steps wait, and then are done', async () => {
    const bench = new Bench('pause');
    expect(await bench.press('pause')).toBe(200);
    await bench.submit(3);
    await until(async () => (await bench.counts()).prioritized === 3);
    expect(await bench.press('resume')).toBe(200);
    await bench.expectEnds();
  }, 120_000);

  it.concurrent('removes the job of a step: the watchdog sends it again', async () => {
    const bench = new Bench('remove');
    await bench.hold(2);
    expect(await board.press('PUT', `${bench.job()}/clean`)).toBe(204);
    await mended(bench.runs[0]);
    await bench.press('resume');
    await bench.expectEnds();
  }, 120_000);

  it.concurrent('empties a queue: the watchdog sends all of its jobs again', async () => {
    const bench = new Bench('empty');
    await bench.hold(5);
    expect(await bench.press('empty')).toBe(200);
    await Promise.all(bench.runs.map(mended));
    await bench.press('resume');
    await bench.expectEnds();
  }, 120_000);

  it.concurrent('obliterates a queue: the watchdog sends all of its jobs again', async () => {
    const bench = new Bench('obliterate');
    await bench.hold(5);
    expect(await bench.press('obliterate', { force: true })).toBe(200);
    await bench.expectEnds();
    await Promise.all(bench.runs.map(mended));
  }, 120_000);

  it.concurrent('cleans all waiting jobs: the watchdog sends them again', async () => {
    const bench = new Bench('clean');
    await bench.hold(3);
    // It spares jobs of the last five seconds.
    await until(
      async () => {
        expect(await bench.press('clean/prioritized')).toBe(200);
        return (await bench.counts()).prioritized === 0;
      },
      { timeoutMs: 30_000 },
    );
    await bench.press('resume');
    await bench.expectEnds();
  }, 120_000);

  it.concurrent('promotes the job of a step that waits for its next attempt: that is not made before its time', async () => {
    const bench = new Bench('promote');
    const retry = { maxAttempts: 2, initialDelay: 10_000, backoff: 'fixed', jitter: 'none' };
    await bench.submit(2, { fails: 1 }, { retry });
    await until(async () => (await bench.counts()).delayed === 2);
    expect(await board.press('PUT', `${bench.job(2)}/promote`)).toBe(204);
    expect(await bench.press('promote')).toBe(200);
    await bench.expectEnds(2);
    await expectRested(bench, 10_000);
  }, 120_000);

  it.concurrent('removes and cleans jobs of steps that wait for their next attempt: it is made at its time or later, once', async () => {
    const bench = new Bench('delayed');
    // Far longer than what bull-board spares when it cleans: on a busy machine, too, none is due before that.
    const retry = { maxAttempts: 2, initialDelay: 25_000, backoff: 'fixed', jitter: 'none' };
    await bench.submit(3, { fails: 1 }, { retry });
    await until(async () => (await bench.counts()).delayed === 3);
    expect(await board.press('PUT', `${bench.job(2)}/clean`)).toBe(204);
    await until(
      async () => {
        expect(await bench.press('clean/delayed')).toBe(200);
        return (await bench.counts()).delayed === 0;
      },
      { timeoutMs: 30_000 },
    );
    await Promise.all(bench.runs.map(mended));
    await bench.expectEnds(2);
    await expectRested(bench, 25_000);
  }, 120_000);

  it.concurrent('retries no job of a step, because none is kept that failed', async () => {
    const bench = new Bench('retry');
    await bench.hold(1);
    expect(await board.press('PUT', `${bench.job()}/retry`)).toBeGreaterThanOrEqual(400);
    expect(await bench.press('retry/failed')).toBe(200);
    await bench.press('resume');
    await bench.expectEnds();
  }, 120_000);

  it.concurrent('overwrites the data of a job and its priority: what is no activation any more is sent again', async () => {
    const bench = new Bench('edit');
    await bench.hold(2);
    expect(await board.press('PATCH', `${bench.job()}/update-data`, { jobData: { mine: true } })).toBe(200);
    expect(await board.press('PATCH', `${bench.job(1, 1)}/priority`, { priority: 2_000_000 })).toBe(200);
    await bench.press('resume');
    await bench.expectEnds();
  }, 120_000);

  it.concurrent('adds a job of its own to the queue of an agent: that becomes a dead letter, and runs go on', async () => {
    const bench = new Bench('add');
    expect(
      await board.press('POST', `${bench.path}/add`, { name: 'mine', data: { a: 1 }, options: {} }),
    ).toBe(200);
    await bench.submit(1);
    await bench.expectEnds();
    await until(async () => {
      const { body } = await fleet.call('GET', '/v1/dead-letters');
      return JSON.stringify(body).includes(bench.path) || JSON.stringify(body).includes(bench.agent);
    });
  }, 120_000);
});

describeEntryQueues({
  get fleet() {
    return fleet;
  },
  get board() {
    return board;
  },
});
