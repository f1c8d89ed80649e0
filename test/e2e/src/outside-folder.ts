import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packPackages } from '@ag06/npm-packages';
import { type Child, startChild, type TempDir, tempDir } from '@ag06/test-support';

/** npm packages that are a Node, by the alias under which they are installed. */
const NODES = { node20: '20.19.5', node22: '22.19.0', tooOld: '22.18.0' } as const;

/** Beside what npm installs here: made once, never committed. Not in the folder: a command of an installed package would run under the Node beside it. */
const NODES_CACHE = fileURLToPath(
  new URL(`../../../node_modules/.cache/test-nodes/${Object.values(NODES).join('-')}`, import.meta.url),
);
const COMPILER = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

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

  constructor(temp: TempDir) {
    this.#temp = temp;
    this.path = join(temp.path, 'mine');
    this.cache = join(temp.path, 'cache');
  }

  /** Packs, and installs what was packed. */
  static async install(): Promise<OutsideFolder> {
    const temp = await tempDir('outside');
    const folder = new OutsideFolder(temp);
    await Promise.all([folder.path, folder.cache].map((path) => mkdir(path)));
    await folder.write('package.json', '{ "private": true, "type": "module" }\n');
    const installPackages = async () => {
      const tarballs = await packPackages(join(temp.path, 'tarballs'), { typesAreChecked: true });
      await folder.#install(folder.path, tarballs);
    };
    await Promise.all([installPackages(), folder.#installNodes()]);
    return folder;
  }

  async #install(prefix: string, packages: readonly string[]): Promise<void> {
    const options = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    const { code, err } = await this.#run('npm', ['install', '--prefix', prefix, ...options, ...packages]);
    if (code !== 0) throw new Error(`npm did not install ${packages.join(' ')}:\n${err}`);
  }

  async #installNodes(): Promise<void> {
    if (existsSync(NODES_CACHE)) return;
    const nodes = Object.entries(NODES).map(([alias, version]) => `${alias}@npm:${nodePackage}@${version}`);
    const draft = `${NODES_CACHE}.${process.pid}`;
    await mkdir(draft, { recursive: true });
    await this.#install(draft, nodes);
    await rename(draft, NODES_CACHE).catch(async (error: unknown) => {
      await rm(draft, { recursive: true, force: true });
      if (!existsSync(NODES_CACHE)) throw error;
    });
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.path, name), text);
  }

  /** A command of npm or of an installed package, to its end, under that Node. */
  npx(args: readonly string[], env: Environment = {}, node: NodeName = 'own'): Promise<Ended> {
    return this.#run('npx', ['--offline', ...args], env, node);
  }

  /** The compiler of this repository, which looks for types where the file is. */
  compile(args: readonly string[]): Promise<Ended> {
    return this.node([COMPILER, ...args]);
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
    return node === 'own' ? process.execPath : join(NODES_CACHE, `node_modules/${node}/bin/node`);
  }

  /** As a newcomer's shell has it: nothing of this repository, of jest or of the `npm` that runs it. */
  #env(env: Environment, node: NodeName): NodeJS.ProcessEnv {
    const isForeign = (name: string) =>
      /^(AG06|JEST|OTEL|npm_(lifecycle|package|config_local_prefix|command))/.test(name) ||
      ['NODE_OPTIONS', 'NODE_ENV', 'NODE_COMPILE_CACHE', 'INIT_CWD'].includes(name);
    const inherited = Object.entries(process.env).filter(([name]) => !isForeign(name));
    const path = [dirname(this.#binary(node)), ...(process.env.PATH ?? '').split(delimiter)];
    const isOutside = (folder: string) => !folder.endsWith('node_modules/.bin');
    return {
      ...Object.fromEntries(inherited),
      PATH: path.filter(isOutside).join(delimiter),
      XDG_CACHE_HOME: this.cache,
      ...env,
    };
  }
}

type Environment = Readonly<Record<string, string>>;

const nodePackage = `node-${process.platform}-${process.arch}`;
