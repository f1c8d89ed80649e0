import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceProcess } from '@ag06/test-support';
import { z } from 'zod';
import { monotonicMs } from './clock.ts';
import type { Life, Span } from './history.ts';

const RESTART_AFTER_MS = 200;
/** A worker that drains hands back after its time-out and has a few seconds to end; it may be stopped meanwhile. */
const DRAIN_LIMIT_MS = 40_000;
const LAST_LINES = 15;

/** The line that says a process is ready tells how logs of runs name it. */
const ReadyLine = z.looseObject({ worker: z.string().optional(), dispatcher: z.string().optional() });

export interface MemberOptions {
  readonly kind: Life['kind'];
  readonly name: string;
  readonly start: () => Promise<ServiceProcess>;
  /** Folder for the output of its processes. */
  readonly logs: string;
}

interface Current {
  readonly process: ServiceProcess;
  readonly id: string;
  readonly pauses: Span[];
  pausedAt: number | undefined;
  end: Life['end'];
}

/** A place in the fleet: its process is started again whenever it ends, as a supervisor does. */
export class Member {
  readonly lives: Life[] = [];
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

  kill(): void {
    this.#kill('asked');
  }

  /** SIGTERM; killed if that takes too long. */
  drain(): void {
    const current = this.#current;
    if (current === undefined) return;
    current.end = 'asked';
    void current.process.kill('SIGTERM');
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
    const id = idOf(process.lines);
    const current: Current = { process, id, pauses: [], pausedAt: undefined, end: 'by itself' };
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

  #bury({ process, id, end, pauses }: Current): void {
    this.#current = undefined;
    const { kind, name, logs } = this.#options;
    writeFileSync(`${logs}/${name}-${this.lives.length + 1}.log`, `${process.lines.join('\n')}\n`);
    const lastLines = process.lines.slice(-LAST_LINES).join('\n');
    this.lives.push({ kind, id, pid: process.pid, pauses, end, lastLines });
  }

  /** A process that does not get ready has failed like one that ends by itself. */
  #buryUnborn(error: unknown): void {
    if (this.#isStopping) return;
    const { kind, name } = this.#options;
    this.lives.push({ kind, id: name, pid: 0, pauses: [], end: 'by itself', lastLines: String(error) });
  }
}

function idOf(lines: readonly string[]): string {
  const line = lines.find((text) => /(worker|dispatcher) ready/.test(text));
  if (line === undefined) return '';
  const { worker, dispatcher } = ReadyLine.parse(JSON.parse(line));
  return worker ?? dispatcher ?? '';
}
