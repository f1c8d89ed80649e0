import { settlesWithin } from '@ag06/duty';
import { type HostedWorker, startWorker } from '@ag06/worker';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import { findAgents, type Nest } from './find-agents.ts';
import type { Ag06Options } from './options.ts';

/** How long a start waits for a server that does not answer. */
const START_WAIT_MS = 5_000;

/**
 * The worker of a Nest application. It takes work once the application has started, and drains first when it shuts down: handlers
 * end while the providers that they use are there. On signals it does so after `app.enableShutdownHooks()`.
 */
export class Ag06Worker implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #options: Ag06Options;
  readonly #nest: Nest;
  readonly #log = new Logger('Ag06Worker');
  readonly #closing = new AbortController();
  #started: Promise<void> | undefined;
  #hosted: HostedWorker | undefined;

  constructor(options: Ag06Options, nest: Nest) {
    this.#options = options;
    this.#nest = nest;
  }

  /** The names of the agents that it serves; none before it has started. */
  get agents(): readonly string[] {
    return this.#hosted?.agents ?? [];
  }

  /** Whether it would take a step now: for health checks. False without agents. */
  isReady(): boolean {
    return this.#hosted?.isReady() ?? false;
  }

  /** Called by Nest. Rejects if the worker is refused, by its settings or its server, while this waits for it. */
  async onApplicationBootstrap(): Promise<void> {
    const { worker = 'auto', brokerUrl, workflows, settings, startWaitMs = START_WAIT_MS } = this.#options;
    if (worker === 'off') return;
    const agents = findAgents(this.#nest);
    const { signal } = this.#closing;
    if (agents.length === 0 || signal.aborted) return;
    const onLogLine = (line: string) => writeLine(this.#log, line);
    const starting = startWorker({ agents, workflows, brokerUrl, settings, signal, onLogLine });
    this.#started = starting.then((hosted) => {
      this.#hosted = hosted;
    });
    if (await settlesWithin(this.#started, startWaitMs)) return this.#started;
    this.#log.warn('The application goes on without its worker, which begins when its server answers.');
    this.#started.catch((error: unknown) => {
      if (!signal.aborted) this.#log.error('The worker does not start.', error);
    });
  }

  /** Called by Nest, perhaps while the worker still starts. */
  async onModuleDestroy(): Promise<void> {
    this.#closing.abort();
    await this.#started?.catch(() => {});
    await this.#hosted?.stop();
  }
}

const LogLine = z.looseObject({ level: z.number(), msg: z.string() });

/** A line of the worker's log, as Nest's logger has it. */
function writeLine(log: Logger, line: string): void {
  const { level, msg, ...fields } = LogLine.parse(JSON.parse(line));
  if (level >= 50) log.error(msg, fields);
  else if (level >= 40) log.warn(msg, fields);
  else if (level >= 30) log.log(msg, fields);
  else log.debug(msg, fields);
}
