import { installTools } from '../npm-tools.ts';
import { TOOLS } from './managers.ts';

/** The folder of the package managers and compilers; undefined, after one line that says so, where npm cannot load them. */
export async function findTools(): Promise<string | undefined> {
  try {
    return await installTools(TOOLS);
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).trim().split('\n').slice(-1);
    process.stderr.write(
      `SKIPPED: pnpm, Yarn and the older compilers (npm cannot install them: ${reason})\n`,
    );
    return undefined;
  }
}
