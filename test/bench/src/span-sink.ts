import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A collector that takes all and keeps nothing, in a process of its own; says how much it has taken when asked. */
let bytes = 0;
const server = createServer((request, response) => {
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
process.on('message', () => {
  process.send?.(bytes);
  bytes = 0;
});
