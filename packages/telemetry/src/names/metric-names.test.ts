import { describe, expect, test } from '@jest/globals';
import { METRICS, toPrometheusLabel, toPrometheusName, toSeriesNames } from './metric-names.ts';

const ALL = Object.values(METRICS);
const ID_LABELS = /(^|[._])(id|run|step|trace|correlation|worker|host|pid)$/;

describe('the table of metrics', () => {
  test('names each metric once, in OpenTelemetry and in Prometheus', () => {
    const names = ALL.flatMap((metric) => toSeriesNames(metric));
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
  });

  test('says for each metric what it is, in a sentence', () => {
    for (const { name, description } of ALL)
      expect([name, description]).toEqual([name, expect.stringMatching(/^[A-Z0-9].+\.$/)]);
  });

  test('puts the unit of its own durations last', () => {
    const own = ALL.filter(({ name, unit }) => name.startsWith('ag06.') && unit === 's');
    for (const { name } of own) expect(name).toMatch(/[._]seconds$/);
  });

  test('has no label that holds an id', () => {
    for (const { labels } of ALL) for (const label of labels) expect(label).not.toMatch(ID_LABELS);
  });

  test('has buckets in rising order for each histogram', () => {
    for (const metric of ALL) {
      if (metric.kind !== 'histogram') continue;
      const buckets = [...metric.buckets];
      expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
    }
  });

  test('is known to Prometheus under these names', () => {
    expect(
      ALL.map(
        (metric) => `${metric.kind} ${toPrometheusName(metric)}{${metric.labels.map(toPrometheusLabel)}}`,
      ),
    ).toMatchInlineSnapshot(`
     [
       "gauge ag06_build_info{service,version,runtime}",
       "histogram ag06_store_duration_seconds{operation}",
       "counter ag06_store_errors_total{operation,code}",
       "gauge ag06_store_up{}",
       "histogram ag06_broker_duration_seconds{operation}",
       "counter ag06_broker_errors_total{operation}",
       "counter ag06_repeats_total{operation}",
       "gauge ag06_fallback_results{}",
       "gauge ag06_fallback_bytes{}",
       "gauge ag06_fallback_age_seconds{}",
       "counter ag06_broken_records_total{}",
       "counter ag06_labels_folded_total{metric}",
       "gauge nodejs_eventloop_delay_p99{}",
       "gauge nodejs_eventloop_delay_max{}",
       "gauge nodejs_eventloop_utilization{}",
       "gauge process_memory_usage{}",
       "gauge v8js_memory_heap_used{v8js_heap_space_name}",
       "gauge v8js_memory_heap_limit{v8js_heap_space_name}",
       "counter process_cpu_time_total{cpu_mode}",
       "gauge process_uptime{}",
       "gauge ag06_queue_depth{queue,state}",
       "gauge ag06_queue_oldest_ready_seconds{queue}",
       "gauge ag06_agent_workers{agent}",
       "gauge ag06_scale_wanted{agent}",
       "gauge ag06_agent_arrivals_per_second{agent}",
       "gauge ag06_workers_live{}",
       "gauge ag06_steps_blocked{reason}",
       "gauge ag06_breaker_state{dependency}",
       "gauge ag06_health_score{component}",
       "gauge ag06_facts_age_seconds{}",
       "gauge ag06_duty_success_age_seconds{duty}",
       "counter ag06_runs_accepted_total{workflow}",
       "counter ag06_submissions_refused_total{priority}",
       "gauge ag06_store_used_bytes{}",
       "gauge ag06_store_ceiling_bytes{}",
       "histogram http_server_request_duration{http_request_method,http_route,http_response_status_code}",
       "gauge http_server_active_requests{http_request_method}",
       "gauge ag06_feed_readers{}",
       "counter ag06_stream_appended_total{by}",
       "counter ag06_stream_duplicates_total{by}",
       "histogram ag06_stream_append_duration_seconds{by}",
       "gauge ag06_stream_readers{}",
       "gauge ag06_stream_group_lag{stream,group}",
       "gauge ag06_stream_group_oldest_seconds{stream,group}",
       "gauge ag06_stream_group_dead_letters{stream,group}",
       "gauge ag06_archive_segments{}",
       "gauge ag06_archive_runs{}",
       "gauge ag06_archive_bytes{}",
       "gauge ag06_archive_failing_seconds{}",
       "gauge ag06_archive_backlog{}",
       "gauge ag06_archive_backlog_age_seconds{}",
       "gauge ag06_archive_unreadable{}",
       "gauge ag06_archive_damaged{}",
       "counter ag06_archive_taken_total{}",
       "counter ag06_archive_written_bytes_total{}",
       "counter ag06_archive_errors_total{code}",
       "histogram ag06_archive_read_duration_seconds{}",
       "counter ag06_message_deliveries_total{message,outcome}",
       "gauge ag06_message_undelivered{message}",
       "gauge ag06_bulk_open{action}",
       "counter ag06_bulk_items_total{action,outcome}",
       "counter ag06_commits_total{result}",
       "counter ag06_runs_ended_total{workflow,status}",
       "histogram ag06_run_duration_seconds{status}",
       "counter ag06_breaker_transitions_total{dependency,to}",
       "counter ag06_dead_letters_total{reason}",
       "counter ag06_attempts_total{agent,outcome}",
       "counter ag06_attempts_retried_total{agent}",
       "histogram ag06_step_duration_seconds{agent}",
       "histogram ag06_step_queue_wait_seconds{agent}",
       "counter ag06_deliveries_total{agent}",
       "counter ag06_deliveries_lost_total{agent}",
       "counter ag06_steps_eager_total{agent}",
       "gauge ag06_slots_in_use{agent}",
       "gauge ag06_slots_limit{agent}",
       "gauge ag06_slots_held_back{agent,reason}",
       "gauge ag06_slots_waiting{agent}",
       "gauge ag06_tuning_version{agent}",
       "counter ag06_claims_total{result}",
       "counter ag06_breaker_refusals_total{dependency}",
       "gauge ag06_optimizer_leader{}",
       "counter ag06_optimizer_samples_total{}",
       "counter ag06_agent_attempts_total{agent}",
       "gauge ag06_agent_success_ratio{agent}",
       "gauge ag06_agent_mean_duration_seconds{agent}",
       "gauge ag06_agent_attempts_per_second{agent}",
       "gauge ag06_tuning_setting{agent,setting}",
       "counter ag06_tuning_decisions_total{agent,setting,reason,mode}",
       "gauge ag06_tuning_mode{agent,mode}",
       "gauge ag06_tuning_frozen{agent}",
       "gauge ag06_tuning_canaries{agent}",
       "counter ag06_tuning_rollbacks_total{agent,setting}",
       "gauge ag06_tuning_credit_seconds{agent}",
       "gauge ag06_tuning_value_per_second{agent,kind}",
       "gauge ag06_experiment_running{agent,assignment}",
       "gauge ag06_experiment_observations{agent}",
       "gauge ag06_experiment_difference{agent,bound}",
     ]
    `);
  });
});
