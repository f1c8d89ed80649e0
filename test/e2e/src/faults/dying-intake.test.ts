import { Client } from '@ag06/client';
import { findFreePort } from '@ag06/test-support';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { expectOneRunOfClient } from '../expect-client-submits-once.ts';
import { expectOneRunAfterDeathAt } from '../expect-taken-once.ts';
import { pointsIn } from '../fault-table.ts';
import { TestFleet } from '../test-fleet.ts';

const POINTS = pointsIn('a dispatcher that submits').map(([point]) => point);

let fleet: TestFleet;
let client: Client;
beforeAll(async () => {
  fleet = await TestFleet.start(1, { AG06_HTTP_PORT: String(await findFreePort()) });
  client = new Client({ url: fleet.url });
  await client.workflows.push({
    name: 'echo-client',
    steps: { a: { agent: 'core.echo', with: '${input}' } },
    output: '${steps.a.output}',
  });
}, 60_000);
afterAll(() => fleet.stop());

describe('a dispatcher that takes a submission of a client and dies', () => {
  it.each(POINTS)(
    'at %s makes one run, and the client waits on when another one comes',
    (point) => expectOneRunOfClient(fleet, client, point),
    60_000,
  );
});

describe('a dispatcher that takes a submission from the queue and dies', () => {
  it.each(POINTS)('at %s makes one run', (point) => expectOneRunAfterDeathAt(fleet, point), 90_000);
});
