import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempDir, tempDir } from '@ag06/test-support';
import { type Ended, runCli } from '../run-cli.ts';
import { NAMES_SOURCES, TestFleet } from '../test-fleet.ts';

/** A fleet of one worker, and somebody who calls `ag06` in a folder of his own. */
class CommandUser {
  #fleet: TestFleet | undefined;
  #folder: TempDir | undefined;

  get fleet(): TestFleet {
    if (this.#fleet === undefined) throw new Error('The fleet of the commands has not started.');
    return this.#fleet;
  }

  /** The path of the folder. */
  get cwd(): string {
    if (this.#folder === undefined) throw new Error('The user of the commands has no folder yet.');
    return this.#folder.path;
  }

  async start(): Promise<void> {
    [this.#fleet, this.#folder] = await Promise.all([TestFleet.start(0), tempDir('commands')]);
    await this.#fleet.startWorker(NAMES_SOURCES);
  }

  async stop(): Promise<void> {
    await this.#fleet?.stop();
    await this.#folder?.remove();
  }

  write = (name: string, text: string): Promise<void> => writeFile(join(this.cwd, name), text);

  /** `ag06` with these words, to its end. */
  ag06 = (...args: string[]): Promise<Ended> => runCli(args, { cwd: this.cwd, url: this.fleet.url });

  /** The same with `--json`: its documents. */
  json = async (...args: string[]) => {
    const { code, out } = await this.ag06(...args, '--json');
    return { code, documents: out.split('\n').map((line) => JSON.parse(line)) };
  };
}

/** The one of the test file that runs. */
export const user = new CommandUser();
