import {
  DockerfileParser,
  type Flag,
  type Instruction,
  JSONInstruction,
  type PropertyInstruction,
} from 'dockerfile-ast';

/** One step of a stage, its variables not yet replaced. */
export type Step =
  | { readonly kind: 'arg'; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'env'; readonly name: string; readonly value: string }
  | { readonly kind: 'workdir'; readonly path: string }
  | {
      readonly kind: 'copy';
      /** The stage, or undefined for the build context. */
      readonly from: string | undefined;
      readonly sources: readonly string[];
      readonly target: string;
    }
  | { readonly kind: 'run'; readonly command: string }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'entrypoint'; readonly argv: readonly string[] }
  | {
      readonly kind: 'healthcheck';
      readonly argv: readonly string[];
      readonly flags: ReadonlyMap<string, string>;
    }
  | { readonly kind: 'expose'; readonly ports: readonly number[] };

export interface Stage {
  readonly name: string | undefined;
  readonly image: string;
  readonly steps: readonly Step[];
}

export interface Dockerfile {
  /** Those before the first stage. */
  readonly args: ReadonlyMap<string, string>;
  readonly stages: readonly Stage[];
}

/** Reads a Dockerfile. Throws at an instruction that the replay does not know, so that none is passed over. */
export function readDockerfile(text: string): Dockerfile {
  const args = new Map<string, string>();
  const stages: (Stage & { steps: Step[] })[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const current = stages.at(-1);
    if (instruction.getKeyword() === 'FROM') stages.push({ ...readFrom(instruction), steps: [] });
    else if (current) current.steps.push(...readSteps(instruction));
    else
      for (const step of readSteps(instruction))
        if (step.kind === 'arg') args.set(step.name, step.value ?? '');
  }
  return { args, stages };
}

function readFrom(instruction: Instruction): Pick<Stage, 'name' | 'image'> {
  const [image = '', , name] = instruction.getArguments().map((argument) => argument.getValue());
  return { image, name };
}

function readSteps(instruction: Instruction): readonly Step[] {
  const words = instruction.getArguments().map((argument) => argument.getValue());
  const content = instruction.getRawArgumentsContent() ?? '';
  switch (instruction.getKeyword()) {
    case 'ARG':
      return toProperties(instruction).map(({ name, value }) => ({ kind: 'arg', name, value }));
    case 'ENV':
      return toProperties(instruction).map(({ name, value = '' }) => ({ kind: 'env', name, value }));
    case 'WORKDIR':
      return [{ kind: 'workdir', path: content }];
    case 'COPY':
      return [
        {
          kind: 'copy',
          from: toFlags(instruction).get('from'),
          sources: words.slice(0, -1),
          target: words.at(-1) ?? '',
        },
      ];
    case 'RUN':
      return [{ kind: 'run', command: content.replace(/\\\n\s*/g, '') }];
    case 'USER':
      return [{ kind: 'user', user: content }];
    case 'EXPOSE':
      return [{ kind: 'expose', ports: words.map(Number) }];
    case 'HEALTHCHECK':
      return [
        { kind: 'healthcheck', argv: toArgv(content.replace(/^CMD\s+/, '')), flags: toFlags(instruction) },
      ];
    case 'ENTRYPOINT':
      return [{ kind: 'entrypoint', argv: toArgv(content) }];
    default:
      throw new Error(`The replay does not know ${instruction.getKeyword()} ${content}.`);
  }
}

function toProperties(instruction: Instruction) {
  return (instruction as PropertyInstruction)
    .getProperties()
    .map((property) => ({ name: property.getName(), value: property.getValue() ?? undefined }));
}

function toFlags(instruction: Instruction): ReadonlyMap<string, string> {
  const flags = instruction instanceof JSONInstruction ? instruction.getFlags() : [];
  return new Map(flags.map((flag: Flag) => [flag.getName(), flag.getValue() ?? '']));
}

/** Of the exec form only: the shell form would put a shell between the service and its signals. */
function toArgv(content: string): readonly string[] {
  const argv: unknown = JSON.parse(content);
  if (Array.isArray(argv) && argv.every((each) => typeof each === 'string')) return argv;
  throw new Error(`Expected the exec form, a list of strings, got ${content}.`);
}
