import { startProcess } from '@ag06/test-support';

/** `ag06 migrate`, as an operator runs it before the first start. */
export async function migrate(brokerUrl: string): Promise<void> {
  await using process = await startProcess({
    entry: new URL('../../../services/cli/src/main.ts', import.meta.url),
    args: ['migrate'],
    env: { AG06_BROKER_URL: brokerUrl },
  });
  const { code } = await process.exited;
  if (code !== 0) throw new Error(`ag06 migrate ended with ${code}:\n${process.lines.join('\n')}`);
}
