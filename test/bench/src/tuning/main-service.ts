import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Service } from './service.ts';
import { ServiceModel } from './service-model.ts';

/** `main-service MODEL SEED`: answers `/call?size=N` as the model says, and `/figures` with what it has done so far. */
const [model = '', seed = '1'] = process.argv.slice(2);
const service = new Service(ServiceModel.parse(JSON.parse(model)), Number(seed));

function call(size: number, response: ServerResponse): void {
  const answer = service.begin(performance.now(), size);
  let isOver = false;
  const end = (isAbandoned: boolean) => {
    if (isOver) return;
    isOver = true;
    service.end(answer, isAbandoned);
  };
  const timer = setTimeout(() => {
    end(false);
    response.writeHead(answer.status, answer.status === 429 ? { 'retry-after': '1' } : {}).end('{}');
  }, answer.afterMs);
  // Whoever called has hung up.
  response.on('close', () => {
    clearTimeout(timer);
    end(true);
  });
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/call') call(Number(searchParams.get('size')), response);
  else response.end(JSON.stringify(service.figures));
});
server.listen(0, '127.0.0.1', () => console.log(`listens at ${(server.address() as AddressInfo).port}`));
