import { parseArgs } from 'node:util';
import { Child } from './child.ts';
import { startFleetSide } from './sides.ts';
import { measure, type Throughput } from './throughput.ts';

/** What traces cost: the same load without them, with no run sampled, every tenth, and all; in turn, on one machine. */
const { values } = parseArgs({
  options: {
    // Fewer measure mostly how code of spans gets warm.
    runs: { type: 'string', default: '30000' },
    rounds: { type: 'string', default: '5' },
    concurrency: { type: 'string', default: '50' },
    sides: { type: 'string', default: 'none,tenth,all' },
    mode: { type: 'string', default: 'eager,noEager' },
    json: { type: 'boolean', default: false },
  },
});
const SIDES = { off: undefined, none: '0', tenth: '0.1', all: '1' } as const;
type SideName = keyof typeof SIDES;
const isSideName = (text: string): text is SideName => Object.hasOwn(SIDES, text) && text !== 'off';
const compared = values.sides.split(',').filter(isSideName);

const sink = new Child('./span-sink.ts', []);
const port = await sink.hears();
const toEnv = (ratio: string | undefined): Record<string, string> =>
  ratio === undefined
    ? {}
    : {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
        OTEL_TRACES_SAMPLER_ARG: ratio,
      };

const result: Record<string, number> = {};
for (const mode of values.mode.split(',')) {
  const eager = mode === 'eager';
  const rounds: Record<SideName, Throughput>[] = [];
  for (let i = 0; i < Number(values.rounds); i++) {
    // Each round begins with another side: what a round's place does to a machine is shared out.
    const names = rotate<SideName>(['off', ...compared], i);
    const sides = {} as Record<SideName, Throughput>;
    for (const name of names) sides[name] = await measureSide(name, eager);
    rounds.push(sides);
  }
  for (const name of compared) {
    result[`trace.${mode}.${name}.stepsRatio`] = medianOf(
      rounds.map((round) => round[name].stepsPerSecond / round.off.stepsPerSecond),
    );
    result[`trace.${mode}.${name}.cpuRatio`] = medianOf(
      rounds.map((round) => cpu(round[name]) / cpu(round.off)),
    );
  }
}
await sink.stop();
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else
  for (const [name, value] of Object.entries(result))
    process.stdout.write(`${name.padEnd(32)} ${value.toFixed(3)}\n`);

async function measureSide(name: SideName, eager: boolean): Promise<Throughput> {
  const options = { loaderFile: './trace-loader.ts', env: toEnv(SIDES[name]) };
  const side = await measure(
    (server) => startFleetSide(server, Number(values.concurrency), eager, options),
    Number(values.runs),
  );
  sink.send({ tell: 'bytes' });
  const exported = Math.round(Number(await sink.hears()) / 1024);
  const micros = `${Math.round(side.nodeMicrosPerRun)} us node + ${Math.round(side.redisMicrosPerRun)} us Redis per run`;
  const mode = eager ? 'eager' : 'not eager';
  process.stderr.write(
    `${name.padEnd(6)} ${mode}: ${Math.round(side.stepsPerSecond)} steps/s, ${micros}, ${exported} KiB of spans\n`,
  );
  return side;
}

function rotate<T>(all: readonly T[], by: number): readonly T[] {
  const at = by % all.length;
  return [...all.slice(at), ...all.slice(0, at)];
}

function cpu(side: Throughput): number {
  return side.nodeMicrosPerRun + side.redisMicrosPerRun;
}

function medianOf(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}
