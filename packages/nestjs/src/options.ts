import type { Workflow } from '@ag06/agent-kit';
import { Client, type ClientOptions } from '@ag06/client';
import { type DynamicModule, type FactoryProvider, Inject } from '@nestjs/common';

/** The token under which the options of `Ag06Module` are provided. */
export const MODULE_OPTIONS = Symbol('ag06.options');

export interface Ag06Options {
  /** The addresses of dispatchers, for the client; default `AG06_URL`, or `http://127.0.0.1:4606`. */
  readonly url?: ClientOptions['url'] | undefined;
  /** Other options of the client. */
  readonly client?: Omit<ClientOptions, 'url'> | undefined;
  /** Where runs and queues live, for the worker: `redis://…` or `postgres://…`; default `AG06_BROKER_URL`. */
  readonly brokerUrl?: string | undefined;
  /** Workflows that the worker registers. */
  readonly workflows?: readonly Workflow[] | undefined;
  /** Settings of the worker, such as `AG06_CONCURRENCY`, over those of the environment. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether this process works: `auto` (the default) does if a provider has agents, `off` never, so that a process which only submits
   * may import the same modules.
   */
  readonly worker?: 'auto' | 'off' | undefined;
  /**
   * How many milliseconds the start of the application waits for the worker (`Infinity`: until it works); default 5,000. After that
   * the application goes on, and the worker begins when its server answers.
   */
  readonly startWaitMs?: number | undefined;
}

/** The options as a factory makes them, from providers of its own. */
export interface Ag06AsyncOptions
  extends Pick<DynamicModule, 'imports'>,
    Pick<FactoryProvider<Ag06Options>, 'useFactory' | 'inject'> {}

/** Injects the client of the fleet. A parameter of type `Client` gets it too. */
export const InjectClient = (): PropertyDecorator & ParameterDecorator => Inject(Client);
