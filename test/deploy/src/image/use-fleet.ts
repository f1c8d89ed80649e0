import assert from 'node:assert/strict';
import { findFreePort, until } from '@ag06/test-support';
import type { ReplayedImage } from './replay-build.ts';
import { type Container, startContainer } from './start-container.ts';

const READY_WITHIN_MS = 60_000;
const WORKFLOW = {
  name: 'image-check',
  steps: {
    first: { agent: 'core.echo', with: { text: '${input.text}' } },
    second: { agent: 'core.echo', needs: ['first'], with: { text: '${steps.first.output.text}' } },
  },
  output: '${steps.second.output.text}',
};

/** Starts one of each service, waits until its health check passes, runs a workflow, and ends all with SIGTERM. */
export async function useFleet(
  images: ReadonlyMap<string, ReplayedImage>,
  brokerUrl: string,
  say: (line: string) => void,
): Promise<void> {
  const containers = new Map<string, Container>();
  try {
    let api = '';
    for (const [service, image] of images) {
      const port = String(await findFreePort());
      // The ports of an image are its own; here all share this machine's.
      const ports = {
        AG06_HTTP_PORT: port,
        AG06_HTTP_OPEN: 'yes',
        AG06_HEALTH_PORT: port,
        AG06_METRICS_PORT: String(await findFreePort()),
      };
      if (service === 'dispatcher') api = `http://127.0.0.1:${port}`;
      containers.set(service, startContainer(image, { AG06_BROKER_URL: brokerUrl, ...ports }));
    }
    for (const [service, container] of containers) {
      await waitUntilHealthy(service, container);
      say(`${service}: its health check passes`);
    }
    await runWorkflow(api);
    say('a run of two steps went through them');
    for (const [service, container] of containers) {
      const startedAt = performance.now();
      const code = await container.stop();
      assert.equal(code, 0, `${service} ended with ${code}:\n${container.output()}`);
      say(`${service}: ended with 0, ${Math.round(performance.now() - startedAt)} ms after SIGTERM`);
    }
  } finally {
    for (const container of containers.values()) container.kill();
  }
}

async function waitUntilHealthy(service: string, container: Container): Promise<void> {
  const options = {
    timeoutMs: READY_WITHIN_MS,
    everyMs: 200,
    message: `the health check of ${service} to pass`,
  };
  await until(() => container.isHealthy(), options).catch((error: unknown) => {
    throw new Error(`${String(error)}. Its output:\n${container.output()}`, { cause: error });
  });
}

async function runWorkflow(api: string): Promise<void> {
  await post(`${api}/v1/workflows`, WORKFLOW);
  const { runId } = await post(`${api}/v1/runs`, { workflow: WORKFLOW.name, input: { text: 'through' } });
  const answer = await fetch(`${api}/v1/runs/${String(runId)}/result?wait=30s`);
  const result = (await answer.json()) as Record<string, unknown>;
  assert.equal(result.status, 'completed', JSON.stringify(result));
  assert.equal(result.output, 'through', JSON.stringify(result));
}

async function post(url: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${url} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
