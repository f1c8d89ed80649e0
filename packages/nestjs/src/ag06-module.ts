import { Client } from '@ag06/client';
import type { DynamicModule, FactoryProvider, Provider } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Ag06Worker } from './ag06-worker.ts';
import { type Ag06AsyncOptions, type Ag06Options, MODULE_OPTIONS } from './options.ts';

/**
 * Connects an application to a fleet: any provider may inject a `Client`, and methods with `@Agent` work for the fleet. Imported once;
 * it is global.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: a module of Nest is a class.
export class Ag06Module {
  static forRoot(options: Ag06Options = {}): DynamicModule {
    return toModule({ provide: MODULE_OPTIONS, useValue: options });
  }

  /** The same, with options that a factory makes from other providers, such as a configuration. */
  static forRootAsync({ imports = [], useFactory, inject = [] }: Ag06AsyncOptions): DynamicModule {
    return toModule({ provide: MODULE_OPTIONS, useFactory, inject }, imports);
  }
}

function toModule(options: Provider<Ag06Options>, imports: DynamicModule['imports'] = []): DynamicModule {
  return {
    module: Ag06Module,
    global: true,
    imports: [DiscoveryModule, ...imports],
    providers: [options, CLIENT, WORKER],
    exports: [Client, Ag06Worker],
  };
}

const CLIENT: FactoryProvider<Client> = {
  provide: Client,
  useFactory: ({ url, client }: Ag06Options) => new Client({ ...client, ...(url !== undefined && { url }) }),
  inject: [MODULE_OPTIONS],
};

const WORKER: FactoryProvider<Ag06Worker> = {
  provide: Ag06Worker,
  useFactory: (
    options: Ag06Options,
    discovery: DiscoveryService,
    scanner: MetadataScanner,
    reflector: Reflector,
  ) => new Ag06Worker(options, { discovery, scanner, reflector }),
  inject: [MODULE_OPTIONS, DiscoveryService, MetadataScanner, Reflector],
};
