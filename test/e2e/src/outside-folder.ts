import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packPackages } from '@ag06/npm-packages';
import { type Child, startChild, type TempDir, tempDir } from '@ag06/test-support';
import { installTools } from './npm-tools.ts';
import { type Environment, toOutsideEnvironment } from './outside-environment.ts';

const nodePackage = `npm:node-${process.platform}-${process.arch}`;
/** npm packages that are a Node, by the alias under which they are installed. */
export const NODES = {
  node20: `${nodePackage}@20.19.5`,
  node22: `${nodePackage}@22.19.0`,
  tooOld: `${nodePackage}@22.18.0`,
} as const;

export type NodeName = keyof typeof NODES | 'own';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder outside of this repository into which its tarballs are installed, by npm and with nothing else. */
export class OutsideFolder {
  readonly path: string;
  /** Where its user's programs keep what they can make again. */
  readonly cache: string;
  readonly #temp: TempDir;
  readonly #nodes: string;

  constructor(temp: TempDir, nodes: string) {
    this.#temp = temp;
    this.#nodes = nodes;
    this.path = join(temp.path, 'mine');
    this.cache = join(temp.path, 'cache');
  }

  /** Packs, and installs what was packed. */
  static async install(): Promise<OutsideFolder> {
    const temp = await tempDir('outside');
    const folder = new OutsideFolder(temp, await installTools(NODES));
    await Promise.all([folder.path, folder.cache].map((path) => mkdir(path)));
    await folder.write('package.json', '{ "private": true, "type": "module" }\n');
    await folder.#install(await packPackages(join(temp.path, 'tarballs'), { typesAreChecked: true }));
    return folder;
  }

  async #install(packages: readonly string[]): Promise<void> {
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    const { code, err } = await this.#run('npm', ['install', ...options, ...packages]);
    if (code !== 0) throw new Error(`npm did not install ${packages.join(' ')}:\n${err}`);
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.path, name), text);
  }

  /** A command of npm or of an installed package, to its end, under that Node. */
  npx(args: readonly string[], env: Environment = {}, node: NodeName = 'own'): Promise<Ended> {
    return this.#run('npx', ['--offline', ...args], env, node);
  }

  node(args: readonly string[], env: Environment = {}, node: NodeName = 'own'): Promise<Ended> {
    return this.#run(this.#binary(node), args, env, node);
  }

  /** A command of an installed package, as a process that runs. */
  start(args: readonly string[], env: Environment): Promise<Child> {
    const [command = '', ...rest] = args;
    const options = { cwd: this.path, env: this.#env(env, 'own') };
    return startChild(join(this.path, 'node_modules/.bin', command), rest, options);
  }

  remove(): Promise<void> {
    return this.#temp.remove();
  }

  #run(command: string, args: readonly string[], env: Environment = {}, node: NodeName = 'own') {
    return new Promise<Ended>((resolve, reject) => {
      const options = { cwd: this.path, env: this.#env(env, node), maxBuffer: 16 * 1024 * 1024 };
      execFile(command, args, options, (error, out, err) => {
        if (error !== null && typeof error.code !== 'number') reject(error);
        else resolve({ code: Number(error?.code ?? 0), out, err });
      });
    });
  }

  #binary(node: NodeName): string {
    return node === 'own' ? process.execPath : join(this.#nodes, node, 'bin/node');
  }

  #env(env: Environment, node: NodeName): NodeJS.ProcessEnv {
    return toOutsideEnvironment(this.#binary(node), { XDG_CACHE_HOME: this.cache, ...env });
  }
}
