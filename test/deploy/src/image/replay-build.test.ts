import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TempDir, tempDir } from '@ag06/test-support';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyContext, readIgnore } from './copy-context.ts';
import { readDockerfile } from './read-dockerfile.ts';
import { type ReplayedImage, replayBuild } from './replay-build.ts';

let folder: TempDir;
let context: string;

beforeEach(async () => {
  folder = await tempDir('replay');
  context = join(folder.path, 'context');
  await mkdir(join(context, 'src/deep'), { recursive: true });
  await writeFile(join(context, 'src/deep/a.txt'), 'a');
  await writeFile(join(context, 'b.txt'), 'b');
});
afterEach(() => folder.remove());

const replay = (text: string, buildArgs: Readonly<Record<string, string>> = {}): Promise<ReplayedImage> =>
  replayBuild(readDockerfile(text), {
    context,
    folder: join(folder.path, 'stages'),
    buildArgs,
    env: { PATH: process.env.PATH },
    say: () => undefined,
  });

describe('replayBuild', () => {
  it('copies, runs and carries from stage to stage', async () => {
    const image = await replay(
      `FROM x AS one
ARG NAME=nobody
WORKDIR /app
COPY src/ ./
RUN cat deep/a.txt > made.txt && printf \${NAME} >> made.txt
FROM x
ENV MODE=production
WORKDIR /app
COPY --from=one /app/made.txt ./
COPY b.txt ./
USER node
ENTRYPOINT ["node", "main.js"]`,
      { NAME: 'me' },
    );
    expect(await readFile(join(image.root, 'app/made.txt'), 'utf8')).toBe('ame');
    expect((await readdir(join(image.root, 'app'))).sort()).toEqual(['b.txt', 'made.txt']);
    expect(image).toMatchObject({
      workdir: '/app',
      env: { MODE: 'production' },
      user: 'node',
      entrypoint: ['node', 'main.js'],
    });
  });

  it('reports which step failed, with its output', async () => {
    await expect(replay('FROM x\nRUN echo oh no && exit 3')).rejects.toThrow(
      /RUN echo oh no.*ended with 3.*oh no/s,
    );
  });

  it('refuses to run a command that names a path of this machine', async () => {
    await expect(replay('FROM x\nRUN rm -rf /app/x')).rejects.toThrow(/absolute path/);
  });

  it('refuses an unknown stage and an unknown variable', async () => {
    await expect(replay('FROM x\nCOPY --from=none /a ./')).rejects.toThrow(/no such stage/);
    await expect(replay('FROM x\nWORKDIR /${NONE}')).rejects.toThrow(/\$NONE is not known/);
  });
});

describe('copyContext', () => {
  it('leaves out everything that .dockerignore lists', async () => {
    const to = join(folder.path, 'copy');
    await copyContext(context, to, readIgnore('# a comment\n**/deep\n\n'));
    expect((await readdir(to, { recursive: true })).sort()).toEqual(['b.txt', 'src']);
  });

  it('refuses exceptions (`!`), which it does not implement', () => {
    expect(() => readIgnore('!kept')).toThrow(/exceptions/);
  });
});
