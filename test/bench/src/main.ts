import { startRedis } from '@ag06/test-support';
import { Redis } from 'ioredis';
import { measure, type Side, startFleetSide, startFlowSide, type Throughput } from './throughput.ts';

const runs = Number(process.env.BENCH_RUNS ?? 4000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const concurrency = 50;

async function session(
  start: (server: Awaited<ReturnType<typeof startRedis>>) => Promise<Side>,
): Promise<Throughput> {
  const server = await startRedis();
  const redis = new Redis(server.url);
  const side = await start(server);
  try {
    await side.run(1000);
    return await measure(side, redis, runs);
  } finally {
    await side.stop();
    redis.disconnect();
    await server.stop();
  }
}
for (let i = 0; i < rounds; i++) {
  const flow = await session((server) => startFlowSide(server, concurrency));
  const eager = await session((server) => startFleetSide(server, concurrency, true));
  const plain = await session((server) => startFleetSide(server, concurrency, false));
  const cpu = (t: Throughput) => t.nodeMicrosPerRun + t.redisMicrosPerRun;
  console.log({
    flow,
    eager,
    plain,
    eagerRatio: eager.stepsPerSecond / flow.stepsPerSecond,
    plainRatio: plain.stepsPerSecond / flow.stepsPerSecond,
    cpuRatio: cpu(eager) / cpu(flow),
  });
}
