import { join } from 'node:path';
import type { Environment } from '../outside-environment.ts';

/** What a test installs of npm to play users who have it, by the name of its folder. */
export const TOOLS = {
  [`@pnpm/exe.${process.platform}-${process.arch}`]: '12.21.0',
  yarn: '1.22.22',
  '@yarnpkg/cli-dist': '4.18.1',
  'typescript-5.5': 'npm:typescript@5.5.4',
  'typescript-5.9': 'npm:typescript@5.9.3',
  publint: '0.3.25',
  '@arethetypeswrong/cli': '0.18.5',
};

/** A package manager of a user. */
export interface Manager {
  /** As `use.mjs` has it. */
  readonly name: 'npm' | 'pnpm' | 'yarn';
  readonly title: string;
  /** The program and its first arguments, given the folder of the tools. */
  readonly command: (tools: string) => readonly string[];
  readonly install: readonly string[];
  /** What it runs a program of Node with, where plain `node` does not find packages. */
  readonly node?: readonly string[];
  /** Files that the user has beside package.json. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where it keeps what it loaded: with the tools, so that a second run loads nothing, and not in the home of who tests. */
  readonly cache: (tools: string) => Environment;
}

const yarnCache = (tools: string) => ({
  YARN_CACHE_FOLDER: join(tools, '.yarn-cache'),
  YARN_ENABLE_GLOBAL_CACHE: 'false',
  YARN_ENABLE_TELEMETRY: 'false',
});

export const NPM: Manager = {
  name: 'npm',
  title: 'npm',
  command: () => ['npm'],
  install: ['install', '--prefer-offline', '--loglevel=error'],
  cache: () => ({}),
};

export const MANAGERS: readonly Manager[] = [
  NPM,
  {
    name: 'pnpm',
    title: 'pnpm 12',
    command: (tools) => [join(tools, `@pnpm/exe.${process.platform}-${process.arch}/pnpm`)],
    install: ['install', '--prefer-offline'],
    cache: (tools) => ({ npm_config_store_dir: join(tools, '.pnpm-store') }),
  },
  {
    name: 'yarn',
    title: 'Yarn 1',
    command: (tools) => ['node', join(tools, 'yarn/bin/yarn.js')],
    install: ['install', '--prefer-offline', '--non-interactive'],
    cache: yarnCache,
  },
  {
    name: 'yarn',
    title: 'Yarn 4, without node_modules',
    command: (tools) => ['node', join(tools, '@yarnpkg/cli-dist/bin/yarn.js')],
    install: ['install'],
    node: ['node'],
    files: { 'yarn.lock': '' },
    cache: yarnCache,
  },
];
