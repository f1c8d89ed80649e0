import { listFiles, readYaml } from '../repository.ts';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly terminationGracePeriodSeconds: number;
    readonly securityContext: object;
    readonly automountServiceAccountToken: boolean;
    readonly containers: readonly [Container];
  };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly envFrom: readonly {
    readonly configMapRef?: { name: string };
    readonly secretRef?: { name: string };
  }[];
  readonly securityContext: object;
  readonly resources: { readonly requests: object; readonly limits: Readonly<Record<string, string>> };
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

const FOLDER = 'deploy/kubernetes';
export const KUSTOMIZATION = `${FOLDER}/kustomization.yaml`;

/** Every document of every manifest, but the kustomization. */
export function readManifests(): readonly Manifest[] {
  return listFiles(FOLDER, /\.yaml$/)
    .filter((path) => path !== KUSTOMIZATION)
    .flatMap((path) => readYaml(path) as readonly Manifest[]);
}

export interface DeploymentManifest extends Manifest {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: PodTemplate;
  };
}

/** What a pod is told: its ConfigMaps in their order. The Secret is the operator's. */
export function toEnvironment({ envFrom }: Container): Readonly<Record<string, string>> {
  const maps = new Map(readManifests().map((each) => [`${each.kind}/${each.metadata.name}`, each]));
  const settings = envFrom.flatMap(({ configMapRef }) => {
    if (!configMapRef) return [];
    const map = maps.get(`ConfigMap/${configMapRef.name}`);
    if (!map) throw new Error(`There is no ConfigMap ${configMapRef.name}.`);
    return Object.entries(map.data as Record<string, string>);
  });
  return Object.fromEntries(settings);
}
