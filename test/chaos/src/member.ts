import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type ServiceProcess, until } from '@ag06/test-support';
import { z } from 'zod';
import { monotonicMs } from './clock.ts';
import type { Life, Span } from './history.ts';
import { readTuningLog, type ToldTuning } from './tuning-log.ts';

const RESTART_AFTER_MS = 200;
/** A worker that drains hands back after its time-out and has a few seconds to end; it may be stopped meanwhile. */
const DRAIN_LIMIT_MS = 40_000;
const LAST_LINES = 15;
const RESTARTED_WITHIN_MS = 60_000;

/** The lines that say a part is ready tell how logs of runs name it. */
const ReadyLine = z.looseObject({
  worker: z.string().optional(),
  dispatcher: z.string().optional(),
  optimizer: z.string().optional(),
});

const LEADS = /"msg":"optimizer leads( no more)?"/;

type Part = Pick<Life, 'kind' | 'id'>;

interface MemberOptions {
  readonly name: string;
  readonly start: () => Promise<ServiceProcess>;
  /** Folder for the output of its processes. */
  readonly logs: string;
}

interface Current {
  readonly process: ServiceProcess;
  /** A service, or several in one process. */
  readonly parts: readonly Part[];
  readonly pauses: Span[];
  pausedAt: number | undefined;
  end: Life['end'];
}

/** A place in the fleet: its process is started again whenever it ends, as a supervisor does. */
export class Member {
  readonly lives: Life[] = [];
  /** By processes that have ended. */
  readonly tuning: ToldTuning[] = [];
  readonly #options: MemberOptions;
  #current: Current | undefined;
  #isStopping = false;
  #supervised: Promise<void> | undefined;

  constructor(options: MemberOptions) {
    this.#options = options;
  }

  /** Resolves when the first process is ready. */
  async start(): Promise<void> {
    this.#supervised = this.#supervise(await this.#launch());
  }

  get isUp(): boolean {
    return this.#current !== undefined;
  }

  get isPaused(): boolean {
    return this.#current?.pausedAt !== undefined;
  }

  /** When the process of now began to lead, if it leads: milliseconds since 1970. */
  get leadsSince(): number | undefined {
    const line = this.#current?.process.lines.findLast((one) => LEADS.test(one));
    if (line === undefined || line.includes('leads no more')) return undefined;
    return Number(/"time":(\d+)/.exec(line)?.[1] ?? 0);
  }

  kill(): void {
    this.#kill('asked');
  }

  /** SIGKILL; resolves when the next process is ready, or none will be. */
  async restart(): Promise<void> {
    const current = this.#current;
    this.#kill('asked');
    await until(() => this.#isStopping || (this.#current !== undefined && this.#current !== current), {
      timeoutMs: RESTARTED_WITHIN_MS,
    });
  }

  /** SIGTERM; killed if that takes too long. */
  drain(): void {
    const current = this.#current;
    if (current === undefined) return;
    void current.process.kill('SIGTERM');
    this.#limit(current);
  }

  /** Over the API, by the name of the worker; killed if it does not end. */
  async askToDrain(ask: (id: string) => Promise<boolean>): Promise<void> {
    const current = this.#current;
    const id = current?.parts.find(({ kind }) => kind === 'worker')?.id;
    if (current !== undefined && id !== undefined && (await ask(id))) this.#limit(current);
  }

  /** It ends by itself, and in time. */
  #limit(current: Current): void {
    current.end = 'asked';
    const timer = setTimeout(() => {
      current.end = 'overdue';
      void current.process.kill('SIGKILL');
    }, DRAIN_LIMIT_MS);
    void current.process.exited.then(() => clearTimeout(timer));
  }

  /** SIGSTOP for so long; resolves when it goes on, or has been killed meanwhile. */
  async pause(ms: number): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    const from = monotonicMs();
    current.pausedAt = from;
    current.process.pause();
    await Promise.race([delay(ms, undefined, { ref: false }), current.process.exited]);
    current.process.resume();
    current.pauses.push({ from, to: monotonicMs() });
    current.pausedAt = undefined;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#current?.end === 'by itself') this.#kill('none');
    else this.#kill('asked');
    await this.#supervised;
  }

  #kill(end: Life['end']): void {
    const current = this.#current;
    if (current === undefined) return;
    current.end = end;
    void current.process.kill('SIGKILL');
  }

  async #launch(): Promise<Current> {
    const process = await this.#options.start();
    const parts = partsOf(process.lines);
    const current: Current = { process, parts, pauses: [], pausedAt: undefined, end: 'by itself' };
    this.#current = current;
    if (this.#isStopping) this.#kill('none');
    return current;
  }

  async #supervise(first: Current): Promise<void> {
    for (let current: Current | undefined = first; current !== undefined; ) {
      await current.process.exited;
      this.#bury(current);
      current = await this.#replace();
    }
  }

  async #replace(): Promise<Current | undefined> {
    for (;;) {
      await delay(RESTART_AFTER_MS);
      if (this.#isStopping) return undefined;
      const current = await this.#launch().catch((error: unknown) => void this.#buryUnborn(error));
      if (current !== undefined) return current;
    }
  }

  #bury({ process, parts, end, pauses }: Current): void {
    this.#current = undefined;
    const { name, logs } = this.#options;
    writeFileSync(`${logs}/${name}-${this.lives.length + 1}.log`, `${process.lines.join('\n')}\n`);
    const lastLines = process.lines.slice(-LAST_LINES).join('\n');
    this.tuning.push(...readTuningLog(process.lines));
    for (const part of parts) this.lives.push({ ...part, pid: process.pid, pauses, end, lastLines });
  }

  /** A process that does not get ready has failed like one that ends by itself. */
  #buryUnborn(error: unknown): void {
    if (this.#isStopping) return;
    const id = this.#options.name;
    this.lives.push({ kind: 'process', id, pid: 0, pauses: [], end: 'by itself', lastLines: String(error) });
  }
}

function partsOf(lines: readonly string[]): Part[] {
  const ready = lines.filter((line) => /(worker|dispatcher|optimizer) ready/.test(line));
  return ready.map((line): Part => {
    // A process that holds several puts their names before their lines.
    const { worker, dispatcher, optimizer } = ReadyLine.parse(JSON.parse(line.slice(line.indexOf('{'))));
    if (worker !== undefined) return { kind: 'worker', id: worker };
    return optimizer === undefined
      ? { kind: 'dispatcher', id: dispatcher ?? '' }
      : { kind: 'optimizer', id: optimizer };
  });
}
