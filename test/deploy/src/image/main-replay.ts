import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startRedis, tempDir } from '@ag06/test-support';
import { ROOT } from '../repository.ts';
import { measureFolder } from './measure-folder.ts';
import type { ReplayedImage } from './replay-build.ts';
import { createContext, replayImage } from './replay-image.ts';
import { useFleet } from './use-fleet.ts';

/**
 * Builds every image of `deploy/docker/Dockerfile` without a container engine, starts the services that came of it on a
 * real Redis, runs a workflow through them, and ends them. Takes some minutes; needs a registry for `npm ci`.
 */
const SERVICES = ['dispatcher', 'agent-worker', 'optimizer'];
const say = (line: string) => console.log(line);

await using folder = await tempDir('images');
await chmod(folder.path, 0o755); // the images' own user reads in it
const context = await createContext(folder.path);
const images = new Map<string, ReplayedImage>();
for (const service of SERVICES) {
  if (!existsSync(join(ROOT, 'services', service, 'src/main.ts'))) {
    say(`${service}: has no main.ts yet, so there is nothing to build`);
    continue;
  }
  say(`${service}:`);
  const image = await replayImage(service, context, folder.path, say);
  images.set(service, image);
  const { bytes, files } = await measureFolder(image.root);
  say(`  ${(bytes / 1e6).toFixed(0)} MB in ${files} files on top of the base image`);
  for (const stage of ['pruned', 'built', 'installed'])
    await rm(join(folder.path, service, stage), { recursive: true, force: true });
}
await using redis = await startRedis();
await useFleet(images, redis.url, say);
