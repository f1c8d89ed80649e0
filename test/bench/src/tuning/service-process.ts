import { startProcess } from '@ag06/test-support';
import { ServiceFigures, type ServiceModel } from './service-model.ts';

/** The service under way, in a process of its own. */
export interface StartedService extends AsyncDisposable {
  readonly url: string;
  figures(): Promise<ServiceFigures>;
}

export async function startService(model: ServiceModel, seed: number): Promise<StartedService> {
  const started = await startProcess({
    entry: new URL('./main-service.ts', import.meta.url),
    args: [JSON.stringify(model), String(seed)],
    env: {},
  });
  const [, port = ''] = await started.waitForLine(/listens at (\d+)/, 60_000);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    figures: async () => ServiceFigures.parse(await (await fetch(`${url}/figures`)).json()),
    [Symbol.asyncDispose]: () => started.stop(),
  };
}
