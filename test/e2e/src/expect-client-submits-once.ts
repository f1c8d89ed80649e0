import type { Client } from '@ag06/client';
import { expect } from '@jest/globals';
import { expectOneEnd } from './expect-one-end.ts';
import type { TestFleet } from './test-fleet.ts';

/**
 * A client whose dispatcher dies at this point, and is followed by another one at its address, makes one run and gets its
 * output. The workflow is `echo-client`, which returns its input.
 */
export async function expectOneRunOfClient(fleet: TestFleet, client: Client, point: string): Promise<void> {
  const again = (env: Readonly<Record<string, string>> = {}) =>
    fleet.startDispatcher({ AG06_HTTP_PORT: new URL(fleet.url).port, ...env });
  await fleet.dispatcher?.stop();
  const faulty = await again({ AG06_TEST_FAULT: point });
  const submitting = client.submit('echo-client', point, { tags: [point] });
  await faulty.exited;
  await again();
  const run = await submitting;
  expect(await client.waitForOutput(run)).toBe(point);
  await expectOneEnd(fleet, run.runId);
  const listed: string[] = [];
  for await (const { runId } of client.list({ tag: [point] })) listed.push(runId);
  expect(listed).toEqual([run.runId]);
}
