import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, startChild } from './child-process.ts';
import { findOnPath } from './find-on-path.ts';
import { findFreePort } from './free-port.ts';
import { tempDir } from './temp-dir.ts';

export const PROMETHEUS_BINARY = 'prometheus';

const READY = /Server is ready to receive web requests/;
const READY_TIMEOUT_MS = 20_000;
const MAX_STARTS = 10;

interface PrometheusOptions {
  /** Where the targets are listed in the form of Prometheus's HTTP service discovery; asked every second. */
  readonly targetsUrl: string;
  /** Absolute paths of rule files; they are evaluated every second. */
  readonly ruleFiles?: readonly string[];
}

/** A private Prometheus on 127.0.0.1 with its own port and folder, which scrapes every second. */
export interface PrometheusServer extends AsyncDisposable {
  readonly url: string;
  /** The samples that a PromQL expression has now: a vector, or a scalar as one sample. Rejects if Prometheus refuses it. */
  query(expression: string): Promise<readonly PrometheusSample[]>;
  /** The `data` of any `GET /api/v1/<path>`: `targets`, `rules`, `alerts`, `metadata`, `label/__name__/values`. */
  ask(path: string): Promise<unknown>;
  /** Ends the process and removes its folder; may be called twice, and by `await using`. */
  stop(): Promise<void>;
}

export interface PrometheusSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Resolves when it answers. Rejects if there is no binary or it does not start. */
export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusServer> {
  const binary = findOnPath([PROMETHEUS_BINARY]);
  if (binary === undefined)
    throw new Error(`There is no prometheus on the PATH. Run: sudo apt-get install -y prometheus`);
  const dir = await tempDir('prometheus');
  try {
    await writeFile(join(dir.path, 'prometheus.yml'), toConfig(options));
    const { child, port } = await startOnFreePort(binary, dir.path);
    return createHandle(child, `http://127.0.0.1:${port}`, dir.remove);
  } catch (error) {
    await dir.remove();
    throw error;
  }
}

/** JSON is YAML. */
function toConfig({ targetsUrl, ruleFiles = [] }: PrometheusOptions): string {
  return JSON.stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: ruleFiles,
    scrape_configs: [{ job_name: 'ag06', http_sd_configs: [{ url: targetsUrl, refresh_interval: '1s' }] }],
  });
}

async function startOnFreePort(binary: string, dir: string): Promise<{ child: Child; port: number }> {
  for (let starts = 1; ; starts += 1) {
    const port = await findFreePort();
    const child = await startChild(binary, [
      ...[`--config.file=${join(dir, 'prometheus.yml')}`, `--storage.tsdb.path=${join(dir, 'data')}`],
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    try {
      await child.waitForLine(READY, READY_TIMEOUT_MS);
      return { child, port };
    } catch (error) {
      child.signal('SIGKILL');
      await child.exited;
      const isLostRace = error instanceof Error && /address already in use/i.test(error.message);
      if (!isLostRace || starts === MAX_STARTS) throw error;
    }
  }
}

function createHandle(child: Child, url: string, removeDir: () => Promise<void>): PrometheusServer {
  async function ask(path: string): Promise<unknown> {
    const answer = (await (await fetch(`${url}/api/v1/${path}`)).json()) as Answer;
    if (answer.status === 'success') return answer.data;
    throw new Error(`Prometheus refused ${decodeURIComponent(path)}: ${answer.error}`);
  }

  async function stop(): Promise<void> {
    child.signal('SIGKILL');
    await child.exited;
    await removeDir();
  }

  return {
    url,
    ask,
    query: async (expression) => toSamples(await ask(`query?query=${encodeURIComponent(expression)}`)),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type Answer =
  | { readonly status: 'success'; readonly data: unknown }
  | { readonly status: 'error'; readonly error: string };

type Point = readonly [time: number, value: string];
type Result =
  | {
      readonly resultType: 'vector';
      readonly result: readonly { metric: Record<string, string>; value: Point }[];
    }
  | { readonly resultType: 'scalar'; readonly result: Point };

function toSamples(data: unknown): readonly PrometheusSample[] {
  const answer = data as Result;
  if (answer.resultType === 'scalar') return [{ labels: {}, value: Number(answer.result[1]) }];
  return answer.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}
