import { writeSync } from 'node:fs';
import { Client } from '@ag06/client';

const KEPT = 2;

/** Reads a group of the stream `notes`, acknowledges two events, and then holds one until it is killed. */
const group = new Client().streams.group('notes', 'readers');
let count = 0;
await group.consume(
  async ({ position }) => {
    if (++count > KEPT) {
      writeSync(1, `holds ${position}\n`);
      await new Promise(() => setInterval(() => {}, 1_000));
    }
    writeSync(1, `took ${position}\n`);
  },
  { leaseMs: 2_000, limit: 3 },
);
