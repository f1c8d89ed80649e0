import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

interface Order {
  readonly id: number;
  readonly item: string;
}

/**
 * A shop that is busy at first: an order's first try gets a 503, its second a 429 with `Retry-After`. It keeps one order
 * for each `Idempotency-Key`, however often it is asked.
 */
export function createShop(onRequest: (line: string) => void = () => {}): Server {
  const tries = new Map<string, number>();
  const orders = new Map<string, Order>();

  function order(key: string, text: string, response: ServerResponse): void {
    const tried = (tries.get(key) ?? 0) + 1;
    tries.set(key, tried);
    if (tried === 1) answer(response, 503, { detail: 'still opening' });
    else if (tried === 2) answer(response, 429, { detail: 'in a second' }, { 'retry-after': '1' });
    else {
      const placed = orders.get(key) ?? { id: orders.size + 1, item: JSON.parse(text).item };
      orders.set(key, placed);
      answer(response, 201, placed);
    }
  }

  return createServer(async (request, response) => {
    const text = await readText(request);
    response.on('finish', () => onRequest(describe(request, response)));
    if (request.method === 'POST') {
      order(String(request.headers['idempotency-key']), text, response);
      return;
    }
    const found = [...orders.values()].find(({ id }) => request.url === `/orders/${id}`);
    if (found === undefined) answer(response, 404, {});
    else answer(response, 200, { ...found, state: 'paid' });
  });
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

function answer(response: ServerResponse, status: number, value: object, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

function describe({ method, url, headers }: IncomingMessage, { statusCode }: ServerResponse): string {
  return `${method} ${url} ${statusCode} key=${headers['idempotency-key']} correlation=${headers['x-correlation-id']}`;
}
