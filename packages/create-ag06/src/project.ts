import { basename } from 'node:path';

/** Where a project keeps its runs and queues. */
export const BROKERS = ['embedded', 'redis', 'postgres'] as const;
export type Broker = (typeof BROKERS)[number];

/** What the files of a project depend on. */
export interface Project {
  /** Of its package. */
  readonly name: string;
  readonly broker: Broker;
  /** The versions of AG06's packages, by name; each as npm takes it. */
  readonly versionOf: (name: string) => string;
  /** Packages that nobody names, and that come from the same place as the others. */
  readonly overrides: Readonly<Record<string, string>>;
}

/** The broker's address on the machine of a developer; undefined: in the folder of the project. */
export const BROKER_URLS: Readonly<Record<Broker, string | undefined>> = {
  embedded: undefined,
  redis: 'redis://127.0.0.1:6379',
  postgres: 'postgres://ag06:ag06@127.0.0.1:5432/ag06',
};

/** The name of a package, from that of its folder. */
export function toPackageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 200);
  return name === '' ? 'my-fleet' : name;
}
