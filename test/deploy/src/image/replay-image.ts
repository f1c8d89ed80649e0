import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ROOT, readText } from '../repository.ts';
import { copyContext, readIgnore } from './copy-context.ts';
import { readDockerfile } from './read-dockerfile.ts';
import { type ReplayedImage, replayBuild } from './replay-build.ts';

export const DOCKERFILE = 'deploy/docker/Dockerfile';

/** The build context of every image, in a folder of its own. */
export async function createContext(folder: string): Promise<string> {
  const context = join(folder, 'context');
  await mkdir(context, { recursive: true });
  await copyContext(ROOT.replace(/\/$/, ''), context, readIgnore(readText('.dockerignore')));
  return context;
}

/** Replays the image of one service in `<folder>/<service>`. */
export function replayImage(
  service: string,
  context: string,
  folder: string,
  say: (line: string) => void,
): Promise<ReplayedImage> {
  return replayBuild(readDockerfile(readText(DOCKERFILE)), {
    context,
    folder: join(folder, service),
    buildArgs: { SERVICE: service },
    env: cleanEnv(),
    say,
  });
}

/** What `npm run` and the repository's own settings add must not decide what a build does; the Node is ours. */
function cleanEnv(): NodeJS.ProcessEnv {
  const isForeign = (name: string) =>
    /^(npm_|AG06_|JEST_|TURBO_|INIT_CWD$|NODE_OPTIONS$|NODE_ENV$)/.test(name);
  const kept = Object.entries(process.env).filter(([name]) => !isForeign(name));
  const path = (process.env.PATH ?? '').split(':').filter((part) => !part.endsWith('node_modules/.bin'));
  return { ...Object.fromEntries(kept), PATH: [dirname(process.execPath), ...path].join(':') };
}
