type Targets = readonly { readonly targets: readonly string[] }[];

/** The sum of a metric over all processes of a fleet that can be reached, of its series with these labels. */
export async function sumOf(
  url: string,
  metric: string,
  labels: Readonly<Record<string, string>>,
): Promise<number> {
  const listed = (await (await fetch(`${url}/v1/targets`)).json()) as Targets;
  const texts = await Promise.all(
    listed.flatMap(({ targets }) =>
      targets.map(async (target) => (await fetch(`http://${target}/metrics`)).text().catch(() => '')),
    ),
  );
  const isMeant = (line: string) =>
    line.startsWith(`${metric}{`) &&
    Object.entries(labels).every(([name, value]) => line.includes(`${name}="${value}"`));
  const lines = texts.flatMap((text) => text.split('\n')).filter(isMeant);
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
