import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Child, startChild } from '@ag06/test-support';
import { type Environment, toOutsideEnvironment } from '../outside-environment.ts';
import type { Manager } from './managers.ts';

interface Ended {
  readonly code: number;
  /** Both outputs. */
  readonly text: string;
}

/** A project of a user, installed by one package manager. */
export class ManagedFolder {
  readonly path: string;
  readonly #manager: Manager;
  readonly #tools: string;

  constructor(path: string, manager: Manager, tools: string) {
    this.path = path;
    this.#manager = manager;
    this.#tools = tools;
  }

  /** Makes the project: a package.json by `use.mjs` of the tarballs, and the user's files; then installs it. */
  async install(tarballs: string, packages: readonly string[], files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries({ ...this.#manager.files, ...files }))
      await this.write(name, text);
    const use = [join(tarballs, 'use.mjs'), this.#manager.name, ...packages];
    await this.#mustRun(process.execPath, use);
    const [program = '', ...first] = this.#manager.command(this.#tools);
    await this.#mustRun(program, [...first, ...this.#manager.install]);
  }

  async write(name: string, text: string): Promise<void> {
    const file = join(this.path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  /** Runs a program of the user to its end, under that Node. */
  node(file: string, env: Environment, node = process.execPath): Promise<Ended> {
    if (this.#manager.node === undefined) return this.#run(node, [file], env, node);
    const [program = '', ...first] = this.#manager.command(this.#tools);
    return this.#run(program, [...first, ...this.#manager.node, file], env, node);
  }

  /** Runs a program to its end that looks for types or packages where the project is. */
  run(program: string, args: readonly string[], env: Environment = {}): Promise<Ended> {
    return this.#run(program, args, env, process.execPath);
  }

  /** Starts the command of an installed package, as the manager's shell finds it. */
  start(args: readonly string[], env: Environment, node = process.execPath): Promise<Child> {
    const options = { cwd: this.path, env: this.#env(env, node) };
    const [command = '', ...rest] = args;
    if (this.#manager.node === undefined)
      return startChild(join(this.path, 'node_modules/.bin', command), rest, options);
    const [program = '', ...first] = this.#manager.command(this.#tools);
    return startChild(program, [...first, 'run', ...args], options);
  }

  async #mustRun(program: string, args: readonly string[]): Promise<void> {
    const { code, text } = await this.run(program, args);
    if (code !== 0)
      throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${text.slice(-4_000)}`);
  }

  #run(program: string, args: readonly string[], env: Environment, node: string): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const options = { cwd: this.path, env: this.#env(env, node), maxBuffer: 16 * 1024 * 1024 };
      execFile(program, args, options, (error, out, err) => {
        if (error !== null && typeof error.code !== 'number') reject(error);
        else resolve({ code: Number(error?.code ?? 0), text: `${out}${err}` });
      });
    });
  }

  #env(env: Environment, node: string): NodeJS.ProcessEnv {
    return toOutsideEnvironment(node, { ...this.#manager.cache(this.#tools), ...env });
  }
}
