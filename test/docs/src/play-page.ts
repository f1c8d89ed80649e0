import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compile, parseDefinition } from '@ag06/engine';
import {
  type Child,
  COMPILED,
  findBundle,
  findFreePort,
  NODE_FLAGS,
  startChild,
  until,
} from '@ag06/test-support';
import { canConnect } from './can-connect.ts';
import { createCodeFolder } from './code-folder.ts';
import { firstDifference } from './first-difference.ts';
import { ROOT } from './played-pages.ts';
import { type Block, readBlocks } from './read-blocks.ts';

const COMMAND = join(ROOT, 'services/cli/src/main.ts');
const PAGE_PORT = /\b(localhost|127\.0\.0\.1):4606\b/g;
const REDIS_PORT = /\b6379\b/g;
const BLOCK_MS = 60_000;

/** What a page led to. */
interface PlayedPage {
  readonly written: readonly string[];
  readonly run: number;
  readonly compiled: number;
  /** Blocks that are not run, with their lines. */
  readonly elsewhere: readonly number[];
}

/** A reader of a page, in a folder of its own. */
class Reader {
  readonly written: string[] = [];
  readonly elsewhere: number[] = [];
  run = 0;
  compiled = 0;
  readonly #folder: string;
  readonly #port: number;
  readonly #redisPort: number;
  readonly #serving: Child[] = [];
  #printed = '';
  /** What a terminal keeps from block to block. */
  #exports = '';

  constructor(folder: string, port: number, redisPort: number) {
    this.#folder = folder;
    this.#port = port;
    this.#redisPort = redisPort;
  }

  async read(block: Block): Promise<void> {
    const { language, note } = block;
    if (language === '') return;
    if (language === 'text') return this.#compare(block);
    if (language === 'sh') {
      if (note === 'elsewhere') this.elsewhere.push(block.line);
      else if (note === 'serve') await this.#serve(block, () => this.#isUp());
      else if (note === 'serve redis') await this.#serve(block, () => canConnect(this.#redisPort));
      else if (note === 'stop') await this.stop();
      else await this.#run(block);
      return;
    }
    if (note !== '') return this.#write(block);
    if (language === 'yaml') return this.#compile(block);
    throw new Error(`Nothing is done with this block. Give it a file's name.`);
  }

  /** Ends what serves, the last one first: services before the server that they use. */
  async stop(): Promise<void> {
    for (const child of this.#serving.splice(0).reverse()) {
      child.signal('SIGTERM');
      await child.exited;
    }
  }

  async #run({ text }: Block): Promise<void> {
    const ended = await this.#shell(text);
    this.run++;
    this.#printed = ended.text;
    if (ended.code !== 0) throw new Error(`It exits with ${ended.code}:\n${ended.text}`);
  }

  async #isUp(): Promise<boolean> {
    return (await fetch(`http://127.0.0.1:${this.#port}/health/ready`)).ok;
  }

  async #serve({ text }: Block, isUp: () => Promise<boolean>): Promise<void> {
    const lines = text.trim().split('\n');
    const child = await this.#start([...lines.slice(0, -1), `exec ${lines.at(-1)}`].join('\n'));
    this.#serving.push(child);
    this.run++;
    const ended = child.exited.then(({ code }) => {
      throw new Error(`It ended with ${code}:\n${child.output.tail(30)}`);
    });
    await Promise.race([until(isUp, { timeoutMs: BLOCK_MS, message: 'what serves to answer' }), ended]);
    ended.catch(() => {});
  }

  #compare({ text }: Block): void {
    const missing = firstDifference(this.#here(text), this.#printed);
    if (missing === undefined) return;
    throw new Error(`"${missing}" is not printed, or not in this order. What is:\n${this.#printed}`);
  }

  #compile({ text }: Block): void {
    const compiled = compile(parseDefinition(text, 'yaml'));
    const faults = compiled.ok ? compiled.plan.warnings : [...compiled.errors, ...compiled.notYet];
    if (faults.length > 0) throw new Error(JSON.stringify(faults, undefined, 2));
    this.compiled++;
  }

  async #write({ note, text }: Block): Promise<void> {
    const path = join(this.#folder, note);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, this.#here(text));
    this.written.push(note);
  }

  async #shell(text: string): Promise<{ readonly code: number | null; readonly text: string }> {
    const child = await this.#start(text);
    const timer = setTimeout(() => child.signal('SIGKILL'), BLOCK_MS);
    const { code } = await child.exited;
    clearTimeout(timer);
    return { code, text: child.output.lines.join('\n') };
  }

  #start(text: string): Promise<Child> {
    const own = Object.entries(process.env).filter(([name]) => !/^(AG06|JEST|OTEL|NODE|TEST)_/.test(name));
    const env = {
      ...Object.fromEntries(own),
      PATH: `${join(this.#folder, '.bin')}:${dirname(process.execPath)}:${process.env.PATH}`,
      NODE_COMPILE_CACHE: COMPILED,
      NODE_OPTIONS: '--conditions=@ag06/source --disable-warning=ExperimentalWarning',
      NO_COLOR: '1',
      AG06_BROKER_URL: 'embedded::memory:',
      AG06_HTTP_PORT: `${this.#port}`,
      AG06_URL: `http://127.0.0.1:${this.#port}`,
    };
    const line = this.#here(`${this.#exports}${text}`);
    this.#exports += (text.match(/^export .*\n/gm) ?? []).join('');
    return startChild('bash', ['-euo', 'pipefail', '-c', line], { cwd: this.#folder, env });
  }

  #here(text: string): string {
    return text.replace(PAGE_PORT, `$1:${this.#port}`).replace(REDIS_PORT, `${this.#redisPort}`);
  }
}

/**
 * Plays pages from their first block to their last, each where the one before has ended. Rejects with the line of the block that fails,
 * and what it printed.
 */
export async function playPages(names: readonly string[]): Promise<PlayedPage> {
  await using folder = await createCodeFolder('page');
  const reader = new Reader(folder.path, await findFreePort(), await findFreePort());
  try {
    await addCommands(join(folder.path, '.bin'));
    for (const name of names)
      for (const block of readBlocks(await readFile(join(ROOT, name), 'utf8')))
        await reader.read(block).catch((error: unknown) => {
          throw new Error(`${name}:${block.line}: ${error instanceof Error ? error.message : error}`);
        });
    const { written, run, compiled, elsewhere } = reader;
    return { written, run, compiled, elsewhere };
  } finally {
    await reader.stop();
  }
}

/** `ag06`, and an `npx` that knows what an installed AG06 brings. */
async function addCommands(folder: string): Promise<void> {
  await mkdir(folder);
  const add = async (name: string, text: string) => {
    await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`);
    await chmod(join(folder, name), 0o755);
  };
  await add('ag06', `exec node ${NODE_FLAGS.join(' ')} '${await findBundle(COMMAND)}' "$@"`);
  await add(
    'npx',
    `[ "$1" = ag06 ] || { echo "npx $1 is not known here" >&2; exit 1; }\nshift\nexec ag06 "$@"`,
  );
}
