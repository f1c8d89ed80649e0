import { readYaml } from '../repository.ts';

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

/** The alerts of `deploy/prometheus/rules.yaml`. */
export function readAlerts(): readonly Alert[] {
  const [file] = readYaml('deploy/prometheus/rules.yaml') as [
    { groups: readonly { rules: readonly Alert[] }[] },
  ];
  return file.groups.flatMap(({ rules }) => rules);
}
