import { type HostedWorker, startWorker } from '@ag06/worker';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import { findAgents, type Nest } from './find-agents.ts';
import type { Ag06Options } from './options.ts';

/**
 * The worker of a Nest application. It takes work once the application has started, and drains first when it shuts down: handlers
 * end while the providers that they use are there. On signals it does so after `app.enableShutdownHooks()`.
 */
export class Ag06Worker implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #options: Ag06Options;
  readonly #nest: Nest;
  readonly #log = new Logger('Ag06Worker');
  #hosted: HostedWorker | undefined;

  constructor(options: Ag06Options, nest: Nest) {
    this.#options = options;
    this.#nest = nest;
  }

  /** The names of the agents that it serves; none before the application has started. */
  get agents(): readonly string[] {
    return this.#hosted?.agents ?? [];
  }

  /** Whether it would take a step now: for health checks. False without agents. */
  isReady(): boolean {
    return this.#hosted?.isReady() ?? false;
  }

  /** Called by Nest. */
  async onApplicationBootstrap(): Promise<void> {
    const { worker = 'auto', brokerUrl, workflows, settings } = this.#options;
    if (worker === 'off') return;
    const agents = findAgents(this.#nest);
    if (agents.length === 0) return;
    this.#hosted = await startWorker({
      agents,
      workflows,
      brokerUrl,
      settings,
      onLogLine: (line) => writeLine(this.#log, line),
    });
  }

  /** Called by Nest. */
  async onModuleDestroy(): Promise<void> {
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
