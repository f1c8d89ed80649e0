import type { ProcessEvents } from './managed-process.ts';

export interface FleetOptions {
  /** Undefined: as many as fit the kind of fleet. */
  readonly workers: number | undefined;
  /** Modules of agents, as paths from the working directory. */
  readonly agents: readonly string[];
  readonly brokerUrl: string;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly events: ProcessEvents;
}

/** A dispatcher and its workers, however they run. */
export interface Fleet {
  /** The parts of the fleet, as the end of a sentence. */
  readonly description: string;
  /** Resolves with the URL of the API when all are up. */
  start(): Promise<string>;
  /** Stops workers first, so that dispatchers still answer for their results. May be called twice. */
  stop(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}
