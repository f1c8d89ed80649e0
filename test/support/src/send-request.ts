import { type IncomingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

interface RequestToSend {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

interface ReceivedAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request with just these headers, also those that `fetch` keeps for itself, such as `Host`. */
export async function sendRequest(url: string, sent: RequestToSend = {}): Promise<ReceivedAnswer> {
  const { method = 'GET', headers = {}, body } = sent;
  const { promise, resolve, reject } = Promise.withResolvers<ReceivedAnswer>();
  const outgoing = request(url, { method, headers }, (response) => {
    text(response).then(
      (read) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: read }),
      reject,
    );
  });
  outgoing.on('error', reject).end(body);
  return promise;
}
