import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { boundedLabel } from './bounded-label.ts';
import { ruleMetrics } from './rule-metrics.ts';
import type { RuleMetrics } from './rule-metrics.ts';

/** Seconds, from a warm C++ run to a long contest problem. */
const latencyBuckets = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

/** Seconds, from a warm lease to a cold container. */
const leaseBuckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 5];

export interface Metrics {
  readonly judging: {
    finished(
      labels: {
        language: string;
        track: string;
        verdict: string;
        fingerprint: string;
        rule: string | undefined;
      },
      seconds: { total: number; queued: number },
    ): void;
    compileCache(hit: boolean): void;
    fellBack(labels: { language: string; track: string; outcome: string }): void;
    confirmed(labels: {
      language: string;
      track: string;
      verdict: string;
      confirmed: string;
      flip: boolean;
    }): void;
    shadowJudged(labels: {
      language: string;
      track: string;
      verdict: string;
      shadow: string;
      same: boolean;
    }): void;
    shadowDropped(labels: { language: string; track: string; reason: string }): void;
  };
  readonly intake: {
    accepted(labels: {
      language: string;
      track: string;
      reason: string;
      fingerprint: string;
      rule: string | undefined;
    }): void;
    refused(code: string): void;
    /** Judged on stable, though it was to go to `track`; `reason`: FALLBACK, SPILLOVER. */
    diverted(labels: { track: string; reason: string }): void;
    /** Languages of a track that are kept away from its pool, by state. */
    poolAway(track: string, languages: Readonly<Record<string, number>>): void;
  };
  readonly sandbox: {
    leaseWaited(seconds: number): void;
    reset(verified: boolean, seconds: number): void;
    destroyed(reason: string): void;
    warm(count: number): void;
  };
  readonly workers: {
    paused(track: string, paused: boolean): void;
    /** `tag`: a name stands for another build than the one bound; `answers`: an image answered otherwise than before. */
    imageChanged(what: 'tag' | 'answers'): void;
    calibrated(calibration: { cpuMs: number; memoryMs: number; speed: number }): void;
  };
  readonly rules: RuleMetrics;
  /** Read at each scrape. */
  onScrape(read: () => Promise<void>): void;
  queueDepth(track: string, counts: Readonly<Record<string, number>>): void;
  render(): Promise<{ contentType: string; body: string }>;
}

/** Of rules, what a process has had a decision by; there may be ten thousand, and every one is a series for each language and verdict. */
const mostRules = 100;
const mostFingerprints = 200;

/**
 * Every metric that Serin exports. Labels are bounded: languages, tracks, verdicts and reasons, never ids; of fingerprints and rules, those
 * that a process saw first.
 */
export const openMetrics = (build: {
  version: string;
  commit: string;
  dirty: string;
  node: string;
}): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'serin_' });
  const reads: (() => Promise<void>)[] = [];

  new Gauge({
    name: 'serin_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version', 'commit', 'dirty', 'node'],
    registers,
  }).set(build, 1);

  const finished = new Counter({
    name: 'serin_submissions_finished_total',
    help: 'Verdicts committed.',
    labelNames: ['language', 'track', 'fingerprint', 'rule', 'verdict'],
    registers,
  });
  const total = new Histogram({
    name: 'serin_submission_seconds',
    help: 'From acceptance to verdict.',
    // Without the rule: each is a series for every bucket.
    labelNames: ['language', 'track', 'fingerprint'],
    buckets: latencyBuckets,
    registers,
  });
  const queued = new Histogram({
    name: 'serin_submission_queued_seconds',
    help: 'From acceptance to a worker taking it.',
    labelNames: ['track'],
    buckets: latencyBuckets,
    registers,
  });
  const cache = new Counter({
    name: 'serin_compile_cache_total',
    help: 'Programs looked up in the compile cache.',
    labelNames: ['outcome'],
    registers,
  });
  const fallbacks = new Counter({
    name: 'serin_fallbacks_total',
    help: 'Submissions that stable took over from another track before there was a verdict, by what became of the attempt there.',
    labelNames: ['language', 'track', 'outcome'],
    registers,
  });
  const confirmations = new Counter({
    name: 'serin_confirmations_total',
    help: 'Results of another track that stable was asked to confirm; flip: it came to something else.',
    labelNames: ['language', 'track', 'verdict', 'confirmed', 'flip'],
    registers,
  });
  const shadows = new Counter({
    name: 'serin_shadows_judged_total',
    help: 'Submissions that another track judged too, by the verdict given and that of the shadow.',
    labelNames: ['language', 'track', 'verdict', 'shadow', 'same'],
    registers,
  });
  const shadowsDropped = new Counter({
    name: 'serin_shadows_dropped_total',
    help: 'Shadows that were not judged, and why.',
    labelNames: ['language', 'track', 'reason'],
    registers,
  });
  const accepted = new Counter({
    name: 'serin_submissions_accepted_total',
    help: 'Submissions recorded and promised.',
    labelNames: ['language', 'track', 'fingerprint', 'rule', 'reason'],
    registers,
  });
  const refused = new Counter({
    name: 'serin_submissions_refused_total',
    help: 'Submissions refused, by problem code.',
    labelNames: ['code'],
    registers,
  });
  const diverted = new Counter({
    name: 'serin_submissions_diverted_total',
    help: 'Submissions judged on stable that were to go to the track, by reason: FALLBACK, SPILLOVER.',
    labelNames: ['track', 'reason'],
    registers,
  });
  const poolAway = new Gauge({
    name: 'serin_pool_away_languages',
    help: 'Languages whose new submissions are kept on stable because of the pool of the track, by its state.',
    labelNames: ['track', 'state'],
    registers,
  });
  const leaseWait = new Histogram({
    name: 'serin_sandbox_lease_wait_seconds',
    help: 'From asking for a container to having it.',
    buckets: leaseBuckets,
    registers,
  });
  const resets = new Histogram({
    name: 'serin_sandbox_reset_seconds',
    help: 'Resets of a container between leases.',
    labelNames: ['verified'],
    buckets: leaseBuckets,
    registers,
  });
  const destroyed = new Counter({
    name: 'serin_sandbox_destroyed_total',
    help: 'Containers destroyed, and why.',
    labelNames: ['reason'],
    registers,
  });
  const warm = new Gauge({ name: 'serin_sandbox_warm', help: 'Containers alive.', registers });
  const paused = new Gauge({
    name: 'serin_worker_paused',
    help: '1 while a worker takes no work.',
    labelNames: ['track'],
    registers,
  });
  const imageChanged = new Counter({
    name: 'serin_image_changed_total',
    help: 'Images that are not what is bound or recorded, and so are not served.',
    labelNames: ['what'],
    registers,
  });
  const calibration = new Gauge({
    name: 'serin_worker_calibration_seconds',
    help: 'CPU time of a fixed workload in a sandbox, measured when the worker started.',
    labelNames: ['workload'],
    registers,
  });
  // Without a label a gauge would stand at 0 before anything was measured, and 0 would read as infinitely slow.
  const speed = new Gauge({
    name: 'serin_worker_speed',
    help: 'Speed of the worker measured when it started; 1 is the reference machine.',
    labelNames: ['workload'],
    registers,
  });
  const rules = ruleMetrics(registers);
  const depth = new Gauge({
    name: 'serin_queue_jobs',
    help: 'Jobs in a queue by state.',
    labelNames: ['track', 'state'],
    registers,
  });

  const fingerprints = boundedLabel(mostFingerprints);
  const ruleNames = boundedLabel(mostRules);
  const released = <Labels extends { readonly fingerprint: string; readonly rule: string | undefined }>(
    labels: Labels,
  ) => ({
    ...labels,
    fingerprint: fingerprints(labels.fingerprint),
    // Prometheus holds an empty label to be none.
    rule: labels.rule === undefined ? '' : ruleNames(labels.rule),
  });

  return {
    judging: {
      finished: (labels, seconds) => {
        const release = released(labels);
        const { language, track, fingerprint } = release;
        finished.inc(release);
        total.observe({ language, track, fingerprint }, seconds.total);
        queued.observe({ track }, seconds.queued);
      },
      compileCache: (hit) => cache.inc({ outcome: hit ? 'hit' : 'miss' }),
      fellBack: (labels) => fallbacks.inc(labels),
      confirmed: ({ flip, ...labels }) => confirmations.inc({ ...labels, flip: String(flip) }),
      shadowJudged: ({ same, ...labels }) => shadows.inc({ ...labels, same: String(same) }),
      shadowDropped: (labels) => shadowsDropped.inc(labels),
    },
    intake: {
      accepted: (labels) => accepted.inc(released(labels)),
      refused: (code) => refused.inc({ code }),
      diverted: (labels) => diverted.inc(labels),
      poolAway: (track, languages) => {
        for (const [state, count] of Object.entries(languages)) poolAway.set({ track, state }, count);
      },
    },
    sandbox: {
      leaseWaited: (seconds) => leaseWait.observe(seconds),
      reset: (verified, seconds) => resets.observe({ verified: String(verified) }, seconds),
      destroyed: (reason) => destroyed.inc({ reason }),
      warm: (count) => warm.set(count),
    },
    workers: {
      paused: (track, is) => paused.set({ track }, is ? 1 : 0),
      imageChanged: (what) => imageChanged.inc({ what }),
      calibrated: (measured) => {
        calibration.set({ workload: 'cpu' }, measured.cpuMs / 1000);
        calibration.set({ workload: 'memory' }, measured.memoryMs / 1000);
        speed.set({ workload: 'cpu' }, measured.speed);
      },
    },
    rules,
    onScrape: (read) => {
      reads.push(read);
    },
    queueDepth: (track, counts) => {
      for (const [state, count] of Object.entries(counts)) depth.set({ track, state }, count);
    },
    render: async () => {
      await Promise.allSettled(reads.map((read) => read()));
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
};
