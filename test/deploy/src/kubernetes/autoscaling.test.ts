import { ScaleListQuery, ScaleListView } from '@ag06/contracts/api';
import { METRICS, toSeriesNames } from '@ag06/telemetry';
import { describe, expect, it, test } from '@jest/globals';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { parse } from 'yaml';
import { metricsOf } from '../prometheus/queries.ts';
import { listFiles, readYaml } from '../repository.ts';
import { checkTypes } from './check-types.ts';
import { type Manifest, readManifests } from './read-manifests.ts';

const FOLDER = 'deploy/autoscaling';
const VARIANTS = ['hpa-external', 'keda-metrics-api', 'keda-prometheus'];
const MODELS = [ScaledObject, HorizontalPodAutoscaler, NetworkPolicy];

interface Kustomization {
  readonly resources: readonly string[];
  readonly patches: readonly { readonly path?: string; readonly patch?: string }[];
}
interface Scaling {
  readonly spec: {
    readonly metrics: readonly [{ readonly external: { readonly metric: { readonly name: string } } }];
  };
}
interface Scaled {
  readonly minReplicaCount: number;
  readonly maxReplicaCount: number;
  readonly scaleTargetRef: { readonly kind: string; readonly name: string };
  readonly triggers: readonly {
    readonly type: string;
    readonly metadata: Readonly<Record<string, string>>;
  }[];
}

const kustomizationOf = (variant: string) =>
  readYaml(`${FOLDER}/${variant}/kustomization.yaml`)[0] as Kustomization;
const manifests = listFiles(FOLDER, /\.yaml$/)
  .filter((path) => !/(kustomization|values)\.yaml$/.test(path))
  .flatMap((path) => readYaml(path) as readonly Manifest[]);
const scaled = manifests.filter(({ kind }) => kind === 'ScaledObject').map(({ spec }) => spec as Scaled);
const triggerOf = (type: string) =>
  scaled.flatMap(({ triggers }) => triggers).find((trigger) => trigger.type === type)?.metadata ?? {};
const exported = new Set(Object.values(METRICS).flatMap(toSeriesNames));

describe('the autoscalers that ask GET /v1/scale', () => {
  test.each(manifests.map((each) => [`${each.kind} ${each.metadata.name}`, each] as const))(
    '%s fits its schema',
    (_, manifest) => {
      const model = MODELS.find(
        ({ kind, apiVersion }) => kind === manifest.kind && apiVersion === manifest.apiVersion,
      );
      if (!model) throw new Error(`${manifest.apiVersion} ${manifest.kind} is not among the models.`);
      new model(manifest as never).validate();
    },
  );

  it('have only fields of their APIs', async () => {
    expect(await checkTypes(manifests)).toEqual([]);
    const [first] = manifests.filter(({ kind }) => kind === 'ScaledObject');
    const spec = { ...(first?.spec as object), minReplicas: 1 };
    expect(await checkTypes([{ ...first, spec } as Manifest])).toEqual([
      expect.stringMatching(/minReplicas.* does not exist/),
    ]);
  });

  it('scale the Deployment of the workers, from none', () => {
    for (const { scaleTargetRef, minReplicaCount } of scaled) {
      expect(scaleTargetRef).toMatchObject({ kind: 'Deployment', name: 'agent-worker' });
      expect(minReplicaCount).toBe(0);
    }
    expect(scaled).toHaveLength(2);
  });

  it('ask the API with a query that it takes, for a number that it tells, within the same bounds', () => {
    const { url = '', valueLocation = '' } = triggerOf('metrics-api');
    const asked = new URL(url);
    expect(asked.pathname).toBe('/v1/scale');
    const query = ScaleListQuery.parse(Object.fromEntries(asked.searchParams));
    const own = scaled.find(({ triggers }) => triggers[0]?.type === 'metrics-api');
    expect(query).toMatchObject({ min: own?.minReplicaCount, max: own?.maxReplicaCount });
    expect(Object.keys(ScaleListView.shape)).toContain(valueLocation);
    const services = readManifests().filter(({ kind }) => kind === 'Service');
    expect(services.map(({ metadata }) => `${metadata.name}.${metadata.namespace}.svc`)).toContain(
      asked.hostname,
    );
  });

  it('name only metrics that there are', () => {
    const { query: expression = '' } = triggerOf('prometheus');
    expect(metricsOf({ where: 'keda-prometheus', expression })).toEqual(new Set(['scaleWanted', 'factsAge']));
    const autoscaler = manifests.find(({ kind }) => kind === 'HorizontalPodAutoscaler') as unknown as Scaling;
    const [{ external }] = autoscaler.spec.metrics;
    expect(exported).toContain(external.metric.name);
  });

  test.each(VARIANTS)('%s is the fleet, with one autoscaler of its workers', (variant) => {
    const { resources, patches } = kustomizationOf(variant);
    expect(resources).toContain('../../kubernetes');
    const [{ path, patch = '' } = {}] = patches;
    const [target] = (
      path === undefined ? [parse(patch)] : readYaml(`${FOLDER}/${variant}/${path}`)
    ) as readonly Manifest[];
    const present = readManifests().find(({ kind }) => kind === 'HorizontalPodAutoscaler');
    expect({
      kind: target?.kind,
      name: target?.metadata.name,
      namespace: target?.metadata.namespace,
    }).toEqual({
      kind: present?.kind,
      name: present?.metadata.name,
      namespace: present?.metadata.namespace,
    });
    expect(target?.$patch).toBe(path === undefined ? 'delete' : undefined);
  });

  it('are all that are in their folder', () => {
    const folders = listFiles(FOLDER, /kustomization\.yaml$/).map((path) => path.split('/').at(-2));
    expect(folders).toEqual(VARIANTS);
  });
});
