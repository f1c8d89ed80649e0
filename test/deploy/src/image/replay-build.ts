import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Dockerfile, Stage, Step } from './read-dockerfile.ts';

export interface ReplayOptions {
  /** The build context, as the engine would see it. */
  readonly context: string;
  /** An empty folder; each stage gets a folder in it that stands for its file system. */
  readonly folder: string;
  readonly buildArgs: Readonly<Record<string, string>>;
  /** What RUN steps find in their environment besides the image's own. */
  readonly env: NodeJS.ProcessEnv;
  /** Told of each RUN when it is over. */
  readonly say: (line: string) => void;
}

/** What a build leaves: a file system and how a container starts in it. */
export interface ReplayedImage {
  /** The folder that stands for `/`. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly entrypoint: readonly string[];
  readonly healthcheck: readonly string[];
}

interface StageState {
  readonly root: string;
  readonly variables: Map<string, string>;
  readonly env: Map<string, string>;
  workdir: string;
  user?: string;
  entrypoint: readonly string[];
  healthcheck: readonly string[];
}

/**
 * Does what a Dockerfile says in plain folders, one for each stage, in place of a container engine: its base images are
 * this machine. Rejects at the first RUN that fails, with its last output.
 */
export async function replayBuild(dockerfile: Dockerfile, options: ReplayOptions): Promise<ReplayedImage> {
  const roots = new Map<string, string>();
  let last: StageState | undefined;
  for (const [index, stage] of dockerfile.stages.entries()) {
    const root = join(options.folder, stage.name ?? `stage-${index}`);
    await mkdir(root, { recursive: true });
    last = await replayStage(stage, root, roots, options);
    if (stage.name) roots.set(stage.name, root);
  }
  if (!last) throw new Error('The Dockerfile has no stage.');
  const { variables: _, env, user, ...image } = last;
  return { ...image, env: Object.fromEntries(env), user };
}

async function replayStage(
  stage: Stage,
  root: string,
  roots: ReadonlyMap<string, string>,
  options: ReplayOptions,
): Promise<StageState> {
  const state: StageState = {
    root,
    variables: new Map(),
    env: new Map(),
    workdir: '/',
    entrypoint: [],
    healthcheck: [],
  };
  for (const step of stage.steps) await replayStep(step, state, roots, options);
  return state;
}

async function replayStep(
  step: Step,
  state: StageState,
  roots: ReadonlyMap<string, string>,
  options: ReplayOptions,
): Promise<void> {
  const expand = (text: string) => expandVariables(text, state.variables);
  switch (step.kind) {
    case 'arg':
      state.variables.set(step.name, options.buildArgs[step.name] ?? step.value ?? '');
      return;
    case 'env':
      state.variables.set(step.name, expand(step.value));
      state.env.set(step.name, expand(step.value));
      return;
    case 'workdir':
      state.workdir = resolve(state.workdir, expand(step.path));
      await mkdir(join(state.root, state.workdir), { recursive: true });
      return;
    case 'copy': {
      const from = step.from === undefined ? options.context : roots.get(step.from);
      if (from === undefined) throw new Error(`COPY --from=${step.from}: there is no such stage.`);
      for (const source of step.sources) await copy(join(from, expand(source)), expand(step.target), state);
      return;
    }
    case 'run':
      await run(step.command, state, options);
      return;
    case 'user':
      state.user = step.user;
      return;
    case 'entrypoint':
      state.entrypoint = step.argv;
      return;
    case 'healthcheck':
      state.healthcheck = step.argv;
      return;
    case 'expose':
      return;
  }
}

/** As a build copies: of a folder its content, merged into the target; a file into a target that ends in a slash. */
async function copy(source: string, target: string, state: StageState): Promise<void> {
  const isFolder = (await stat(source)).isDirectory();
  const path = join(state.root, resolve(state.workdir, target));
  const into = !isFolder && target.endsWith('/') ? join(path, basename(source)) : path;
  await mkdir(dirname(into), { recursive: true });
  await cp(source, into, { recursive: true, verbatimSymlinks: true });
}

/** A path that starts at the root would be this machine's, not the image's. */
const ABSOLUTE = /(^|[\s='"])\/\w/;

async function run(command: string, state: StageState, { env, say }: ReplayOptions): Promise<void> {
  if (ABSOLUTE.test(command))
    throw new Error(`RUN names an absolute path, which cannot be replayed: ${command}`);
  const startedAt = performance.now();
  const child = spawn('sh', ['-c', command], {
    cwd: join(state.root, state.workdir),
    env: { ...env, ...Object.fromEntries(state.variables) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-8_000);
    });
  const [code] = (await once(child, 'close')) as [number | null];
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (code !== 0) throw new Error(`RUN ${command}\nended with ${code} after ${seconds} s:\n${output}`);
  say(`${seconds.padStart(6)} s  RUN ${command}`);
}

function expandVariables(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(\w+)\}|\$(\w+)/g, (_, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? '';
    const value = variables.get(name);
    if (value === undefined) throw new Error(`$${name} is not known at this step.`);
    return value;
  });
}
