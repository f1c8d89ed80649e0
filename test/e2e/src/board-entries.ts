import { until } from '@ag06/test-support';
import { expect, it } from '@jest/globals';
import { type Job, Queue } from 'bullmq';
import { BullBoard } from './bull-board.ts';
import type { TestFleet } from './test-fleet.ts';

const GO = { steps: { go: { signal: 'go' } }, output: '${steps.go.output}' };
const SUBMISSIONS = 'ag06.submissions';
const SIGNALS = 'ag06.signals';
/** The queues on which other services put jobs for the fleet. */
export const ENTRY_QUEUES = [SUBMISSIONS, SIGNALS];

interface Bench {
  readonly fleet: TestFleet;
  readonly board: BullBoard;
}

/** What a sender is told: the run that its job became, or reached. */
interface Told {
  readonly runId: string;
}

/** Somebody who puts jobs on an entry queue, as any client of BullMQ does. */
class Sender {
  readonly #queue: Queue;
  readonly #name: string;

  constructor({ fleet }: Bench, queue: string, name: string) {
    this.#queue = new Queue(queue, { connection: { host: '127.0.0.1', port: fleet.redis.port } });
    this.#name = name;
  }

  send = (data: object): Promise<Job> => this.#queue.add(this.#name, data);

  /** What has become of a job; undefined if somebody has removed it. */
  async stateOf({ id = '' }: Job): Promise<string | undefined> {
    return (await this.#queue.getJob(id))?.getState();
  }

  /** Resolves when the job is taken. */
  async told({ id = '' }: Job): Promise<Told> {
    return until(async () => {
      const job = await this.#queue.getJob(id);
      return (await job?.getState()) === 'completed' && job?.returnvalue;
    });
  }

  async refused(job: Job): Promise<void> {
    await until(async () => (await this.stateOf(job)) === 'failed');
  }

  close = (): Promise<void> => this.#queue.close();
}

async function sending(
  bench: Bench,
  queue: string,
  name: string,
  act: (sender: Sender) => Promise<void>,
): Promise<void> {
  const sender = new Sender(bench, queue, name);
  try {
    await act(sender);
  } finally {
    await bench.board.press('PUT', `${queue}/resume`);
    await sender.close();
  }
}

const runsOf = async (fleet: TestFleet, workflow: string): Promise<readonly Told[]> =>
  (await fleet.call('GET', `/v1/runs?workflow=${workflow}`)).body.items as Told[];

async function redrive(fleet: TestFleet, { id }: Job): Promise<unknown> {
  const { items } = (await fleet.call('GET', '/v1/dead-letters')).body as {
    items: { id: string; jobId: string }[];
  };
  const letter = items.find(({ jobId }) => jobId === id);
  return (await fleet.call('POST', `/v1/dead-letters/${letter?.id}/redrive`)).body;
}

/** What a person does on bull-board to submissions and signals. These tests run in turn: they pause the same two queues. */
export function describeEntryQueues(bench: Bench): void {
  it('bull-board pauses ag06.submissions: a submission waits there, and becomes a run when it resumes', async () => {
    const { fleet, board } = bench;
    await fleet.push({ name: 'board-paused', ...GO });
    await sending(bench, SUBMISSIONS, 'start', async (sender) => {
      expect(await board.press('PUT', `${SUBMISSIONS}/pause`)).toBe(200);
      const job = await sender.send({ workflow: 'board-paused' });
      expect(await sender.stateOf(job)).toMatch(/waiting|paused/);
      expect(await runsOf(fleet, 'board-paused')).toEqual([]);
      expect(await board.press('PUT', `${SUBMISSIONS}/resume`)).toBe(200);
      const { runId } = await sender.told(job);
      expect(await runsOf(fleet, 'board-paused')).toMatchObject([{ runId }]);
    });
  }, 60_000);

  it('bull-board retries a submission that was refused: it, its dead letter and a further retry are one run', async () => {
    const { fleet, board } = bench;
    await sending(bench, SUBMISSIONS, 'start', async (sender) => {
      const job = await sender.send({ workflow: 'board-late' });
      await sender.refused(job);
      await fleet.push({ name: 'board-late', ...GO });
      const retry = () => board.press('PUT', `${SUBMISSIONS}/${job.id}/retry`);
      expect(await retry()).toBe(204);
      const { runId } = await sender.told(job);
      expect(await redrive(fleet, job)).toMatchObject({ runId, became: 'submitted' });
      expect(await retry()).toBe(204);
      expect(await sender.told(job)).toMatchObject({ runId });
      expect(await runsOf(fleet, 'board-late')).toMatchObject([{ runId }]);
    });
  }, 60_000);

  it.each([
    ['empties', 'empty', {}],
    ['obliterates', 'obliterate', { force: true }],
  ])(
    'bull-board %s ag06.submissions: what waited there is gone, as its sender sees, and later ones are taken',
    async (_, button, body) => {
      const { fleet, board } = bench;
      const workflow = `board-${button}`;
      await fleet.push({ name: workflow, ...GO });
      await sending(bench, SUBMISSIONS, 'start', async (sender) => {
        const taken = await sender.told(await sender.send({ workflow }));
        await board.press('PUT', `${SUBMISSIONS}/pause`);
        const waiting = await sender.send({ workflow });
        expect(await board.press('PUT', `${SUBMISSIONS}/${button}`, body)).toBe(200);
        expect(await sender.stateOf(waiting)).toBeUndefined();
        await board.press('PUT', `${SUBMISSIONS}/resume`);
        const later = await sender.told(await sender.send({ workflow }));
        const runIds = (await runsOf(fleet, workflow)).map(({ runId }) => runId);
        expect(runIds.toSorted()).toEqual([taken.runId, later.runId].toSorted());
      });
    },
    60_000,
  );

  it('bull-board removes a signal that waits: its run waits on, and takes the signal when it is sent again', async () => {
    const { fleet, board } = bench;
    await fleet.push({ name: 'board-signal', ...GO });
    const runId = await fleet.submit('board-signal');
    await sending(bench, SIGNALS, 'signal', async (sender) => {
      await board.press('PUT', `${SIGNALS}/pause`);
      const job = await sender.send({ runId, name: 'go', payload: 1 });
      expect(await board.press('PUT', `${SIGNALS}/${job.id}/clean`)).toBe(204);
      expect(await sender.stateOf(job)).toBeUndefined();
      await board.press('PUT', `${SIGNALS}/resume`);
      expect(JSON.stringify((await fleet.call('GET', `/v1/runs/${runId}/explain`)).body)).toContain('go');
      await sender.told(await sender.send({ runId, name: 'go', payload: 2 }));
    });
    expect(await fleet.result(runId)).toMatchObject({ status: 'completed', output: 2 });
  }, 60_000);

  it('bull-board retries a signal that came before its run: the run takes it once', async () => {
    const { fleet, board } = bench;
    const go = { signal: 'go' };
    await fleet.push({
      name: 'board-early',
      steps: { one: go, two: { ...go, needs: ['one'] } },
      output: { one: '${steps.one.output}', two: '${steps.two.output}' },
    });
    await sending(bench, SIGNALS, 'signal', async (sender) => {
      const data = { correlationId: 'board-early', workflow: 'board-early', name: 'go', payload: 1 };
      const job = await sender.send(data);
      await sender.refused(job);
      const runId = await fleet.submit('board-early', null, { 'x-correlation-id': 'board-early' });
      expect(await board.press('PUT', `${SIGNALS}/${job.id}/retry`)).toBe(204);
      expect(await sender.told(job)).toMatchObject({ runId });
      expect(await redrive(fleet, job)).toMatchObject({ runId, became: 'sent' });
      await sender.told(await sender.send({ ...data, payload: 2 }));
      expect(await fleet.result(runId)).toMatchObject({
        status: 'completed',
        output: { one: 1, two: 2 },
      });
    });
  }, 60_000);

  it('bull-board changes nothing of entry queues that it shows read-only', async () => {
    const { fleet } = bench;
    const board = await BullBoard.start(fleet.redis.port, ENTRY_QUEUES, { readOnlyMode: true });
    try {
      for (const queue of ENTRY_QUEUES) {
        expect(await board.press('GET', `${queue}/workers`)).toBe(200);
        for (const button of ['pause', 'empty', 'obliterate', 'clean/wait', 'retry/failed', 'promote'])
          expect(await board.press('PUT', `${queue}/${button}`, {})).toBe(405);
        const mine = { name: 'mine', data: {}, options: {} };
        expect(await board.press('POST', `${queue}/add`, mine)).toBe(405);
      }
    } finally {
      await board.stop();
    }
  });
}
