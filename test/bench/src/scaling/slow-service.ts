import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers each request after as many milliseconds as it asks for. */
const server = createServer((request, response) => {
  const ms = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('ms'));
  setTimeout(() => response.end('{}'), ms);
});
server.listen(0, '127.0.0.1', () => console.log(`listens at ${(server.address() as AddressInfo).port}`));
