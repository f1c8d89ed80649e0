import { readConfig as readWorkerConfig } from '@ag06/agent-worker';
import { readConfig as readDispatcherConfig } from '@ag06/dispatcher';
import { describe, expect, it, test } from '@jest/globals';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Namespace, Service } from 'kubernetes-models/v1';
import { WORKER_HAND_BACK_MS } from '../drain.ts';
import { listFiles, readText, readYaml } from '../repository.ts';
import { checkTypes } from './check-types.ts';
import {
  type Container,
  type DeploymentManifest,
  KUSTOMIZATION,
  readManifests,
  toEnvironment,
} from './read-manifests.ts';

const manifests = readManifests();
const MODELS = [
  Deployment,
  ConfigMap,
  Namespace,
  Service,
  HorizontalPodAutoscaler,
  NetworkPolicy,
  PodDisruptionBudget,
];
const SERVICES = ['agent-worker', 'dispatcher', 'optimizer'];
const deployments = manifests.filter(
  ({ kind }) => kind === 'Deployment',
) as readonly unknown[] as readonly DeploymentManifest[];

function deployment(name: string): DeploymentManifest['spec']['template']['spec'] & { container: Container } {
  const found = deployments.find(({ metadata }) => metadata.name === name);
  if (!found) throw new Error(`There is no Deployment ${name}.`);
  const { spec } = found.spec.template;
  return { ...spec, container: spec.containers[0] };
}

const named = (kind: string) =>
  manifests.filter((each) => each.kind === kind).map(({ metadata }) => metadata.name);

describe('the Kubernetes manifests', () => {
  test.each(manifests.map((each) => [`${each.kind} ${each.metadata.name}`, each] as const))(
    '%s fits the schema of the Kubernetes API',
    (_, manifest) => {
      const model = MODELS.find(
        ({ kind, apiVersion }) => kind === manifest.kind && apiVersion === manifest.apiVersion,
      );
      if (!model) throw new Error(`${manifest.apiVersion} ${manifest.kind} is not among the models.`);
      new model(manifest as never).validate();
    },
  );

  it('have only fields of the Kubernetes API', async () => {
    expect(await checkTypes(manifests)).toEqual([]);
    const misspelt = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, dota: {} };
    expect(await checkTypes([misspelt])).toEqual([expect.stringMatching(/dota.* does not exist/)]);
  });

  it('need the Kubernetes that their README names: one that waits before it stops (`preStop.sleep`, since 1.30)', () => {
    expect(deployment('dispatcher').container.lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(readText('deploy/README.md')).toContain('Kubernetes 1.30 or newer');
  });

  it('are all in the kustomization, in its namespace', () => {
    const [kustomization] = readYaml(KUSTOMIZATION) as [
      { namespace: string; resources: string[]; images: { name: string }[] },
    ];
    const files = listFiles('deploy/kubernetes', /\.yaml$/).map((path) => path.replace(/^.*\//, ''));
    expect([...kustomization.resources, 'kustomization.yaml'].sort()).toEqual([...files].sort());
    for (const { kind, metadata } of manifests)
      expect([kind, metadata.namespace]).toEqual([
        kind,
        kind === 'Namespace' ? undefined : kustomization.namespace,
      ]);
    const images = deployments.map(({ spec }) => spec.template.spec.containers[0].image);
    expect(kustomization.images.map(({ name }) => name).sort()).toEqual(images.sort());
  });

  it('name only ConfigMaps that exist, and the Secret that their comment creates', () => {
    const sources = deployments.flatMap(({ spec }) => spec.template.spec.containers[0].envFrom);
    const maps = new Set(sources.flatMap(({ configMapRef }) => configMapRef?.name ?? []));
    expect([...maps].sort()).toEqual([...named('ConfigMap')].sort());
    expect(new Set(sources.flatMap(({ secretRef }) => secretRef?.name ?? []))).toEqual(
      new Set(['ag06-broker']),
    );
  });

  it('have selectors that match their pods', () => {
    const pods = deployments.map(({ spec }) => spec.template.metadata.labels);
    const selectors = [
      ...deployments.map(({ spec }) => spec.selector.matchLabels),
      ...manifests.flatMap(({ kind, spec }) => toSelector(kind, spec)),
    ];
    expect(selectors.length).toBeGreaterThan(deployments.length + 3);
    for (const selector of selectors)
      expect(
        pods.filter((labels) => Object.entries(selector).every(([key, value]) => labels[key] === value)),
      ).not.toEqual([]);
  });
});

/** Of a Service its own selector, of a budget or a policy its pods'; an empty one means all. */
function toSelector(kind: string, spec: unknown): readonly Readonly<Record<string, string>>[] {
  if (kind === 'Service') return [(spec as { selector: Record<string, string> }).selector];
  if (kind === 'PodDisruptionBudget') return [(spec as Selecting<'selector'>).selector.matchLabels ?? {}];
  if (kind === 'NetworkPolicy') return [(spec as Selecting<'podSelector'>).podSelector.matchLabels ?? {}];
  return [];
}
type Selecting<F extends string> = Readonly<
  Record<F, { readonly matchLabels?: Readonly<Record<string, string>> }>
>;

describe('the Kubernetes deployments', () => {
  it('are the three services', () => {
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual(SERVICES);
  });

  test.each(SERVICES)('%s has probes at addresses where the service answers', (name) => {
    const { container } = deployment(name);
    expect(container.livenessProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(container.startupProbe.httpGet).toEqual({ path: '/health/live', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/health/ready', port: 'http' });
    expect(container.ports).toEqual([
      { name: 'http', containerPort: 4606 },
      { name: 'metrics', containerPort: 9464 },
    ]);
  });

  test.each(SERVICES)('%s has the least privileges', (name) => {
    const { container, securityContext, automountServiceAccountToken } = deployment(name);
    expect(automountServiceAccountToken).toBe(false);
    expect(securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources.limits.memory).toBeDefined();
  });

  it('give a dispatcher more time to stop than it needs', () => {
    const { container, terminationGracePeriodSeconds } = deployment('dispatcher');
    const read = readDispatcherConfig(toEnvironment(container));
    if (!read.ok) throw new Error(read.problems.join('\n'));
    const preStopMs = (container.lifecycle?.preStop.sleep.seconds ?? 0) * 1000;
    expect(terminationGracePeriodSeconds * 1000).toBeGreaterThan(preStopMs + read.config.drainTimeoutMs);
  });

  it('give a worker more time to stop than its drain and handing back take', () => {
    const { container, terminationGracePeriodSeconds } = deployment('agent-worker');
    const read = readWorkerConfig(toEnvironment(container));
    if (!read.ok) throw new Error(read.problems.join('\n'));
    expect(terminationGracePeriodSeconds * 1000).toBeGreaterThan(
      read.config.drainTimeoutMs + WORKER_HAND_BACK_MS,
    );
  });

  it('leave the number of workers to the autoscaler', () => {
    const worker = deployments.find(({ metadata }) => metadata.name === 'agent-worker');
    expect(worker?.spec.replicas).toBeUndefined();
    expect(named('HorizontalPodAutoscaler')).toEqual(['agent-worker']);
  });
});
