import { type Latency, measureBareLatency, measureFleetLatency } from './latency.ts';
import { startFleetSide, startFlowSide } from './sides.ts';
import { measure, type Throughput } from './throughput.ts';

export interface CompareOptions {
  readonly runs: number;
  readonly rounds: number;
  readonly concurrency: number;
  readonly say: (line: string) => void;
}

interface Round {
  readonly flow: Throughput;
  readonly eager: Throughput;
  readonly plain: Throughput;
}

export const TARGETS: Readonly<Record<string, string>> = {
  'chain.eager.ratio': '>= 1.6',
  'chain.noEager.ratio': '>= 0.8',
  'chain.eager.cpuRatio': '<= 0.6',
  'latency.p50Ratio': '<= 3',
  'store.bytesPerRun': '< 3000',
};

/** The fleet on Redis beside BullMQ's own FlowProducer: the figures that the architecture names, by their names. */
export async function compareWithBullMq({
  runs,
  rounds: count,
  concurrency,
  say,
}: CompareOptions): Promise<Readonly<Record<string, number>>> {
  const rounds: Round[] = [];
  for (let i = 0; i < count; i++) {
    // In turn, so that a machine that grows slow does so for all of them.
    const flow = await measure((server) => startFlowSide(server, concurrency), runs);
    const eager = await measure((server) => startFleetSide(server, concurrency, true), runs);
    const plain = await measure((server) => startFleetSide(server, concurrency, false), runs);
    rounds.push({ flow, eager, plain });
    for (const [name, side] of Object.entries({ flow, eager, plain })) say(describe(name, side));
  }
  const bare = await measureBareLatency(500);
  const { oneRequest: one, twoRequests: two } = await measureFleetLatency(500);
  say(`latency  bare job ${show(bare)}, run over HTTP ${show(one)}, by two requests ${show(two)}`);
  const ratio = (of: (round: Round) => number): number => Number(median(rounds.map(of)).toFixed(3));
  return {
    'chain.eager.ratio': ratio(({ flow, eager }) => eager.stepsPerSecond / flow.stepsPerSecond),
    'chain.noEager.ratio': ratio(({ flow, plain }) => plain.stepsPerSecond / flow.stepsPerSecond),
    'chain.eager.cpuRatio': ratio(({ flow, eager }) => cpu(eager) / cpu(flow)),
    'latency.p50Ms': Number(one.p50Ms.toFixed(2)),
    'latency.p99Ms': Number(one.p99Ms.toFixed(2)),
    'latency.p50Ratio': Number((one.p50Ms / bare.p50Ms).toFixed(2)),
    'latency.twoRequests.p50Ms': Number(two.p50Ms.toFixed(2)),
    'latency.twoRequests.p50Ratio': Number((two.p50Ms / bare.p50Ms).toFixed(2)),
    'store.bytesPerRun': Math.round(median(rounds.map(({ eager }) => eager.bytesPerRun))),
  };
}

const cpu = (side: Throughput): number => side.nodeMicrosPerRun + side.redisMicrosPerRun;

const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

function describe(name: string, side: Throughput): string {
  const micros = `${Math.round(side.nodeMicrosPerRun)} us node + ${Math.round(side.redisMicrosPerRun)} us Redis per run`;
  return `${name.padEnd(8)} ${Math.round(side.stepsPerSecond)} steps/s, ${micros}, ${Math.round(side.bytesPerRun)} bytes per run`;
}

function show({ p50Ms, p99Ms }: Latency): string {
  return `p50 ${p50Ms.toFixed(2)} ms p99 ${p99Ms.toFixed(2)} ms`;
}
