/** The API role: HTTP in front of intake, the stores and control. It has no access to Docker. */
import { randomBytes } from 'node:crypto';
import { listLanguages } from '../control/languages.ts';
import { compareRuntimes, runtimeBill } from '../control/materials.ts';
import { rehearsePublish } from '../control/rehearse-publish.ts';
import { SerinError } from '../domain/errors.ts';
import type { GraySnapshot } from '../gray/context.ts';
import type { GrayDocument } from '../gray/document-schema.ts';
import { buildApp } from '../http/app.ts';
import type { HttpPorts } from '../http/ports.ts';
import { ContestPins } from '../intake/contest-pins.ts';
import { submit } from '../intake/submit.ts';
import type { IntakePorts } from '../intake/ports.ts';
import { verifyProblem } from '../intake/verify-problem.ts';
import type { VerifyPorts } from '../intake/verify-problem.ts';
import { EventBus } from '../store/event-bus.ts';
import { listSubmissions } from '../store/submission-list.ts';
import { controlPorts, openControl, readProvenanceKeys } from './control.ts';
import { openFacts } from './facts.ts';
import { problemsPort } from './problems/port.ts';
import { checkPools } from './pools-check.ts';
import { readiness } from './readiness.ts';
import { httpRejudges } from './rejudges.ts';
import { openRulesDirectory } from './rules-directory/open-directory.ts';
import { rulesPort, rulesPorts } from './rules-port.ts';
import { checkRules, openServedRules } from './served-rules.ts';
import type { OpenedRules } from './served-rules.ts';
import { dropShadows, secondLooks } from './second-looks.ts';
import type { Shared } from './shared.ts';
import { watchPools } from './watch-pools.ts';

/** @returns the address it listens on: `http://127.0.0.1:8080`. */
export const openApi = async (shared: Shared, harness: string | undefined): Promise<string> => {
  const { config, lifecycle, log } = shared;
  const bus = new EventBus({ subscriber: shared.subscriber, store: shared.store, keys: shared.keys });
  lifecycle.add('event bus', () => bus.close());
  const keys = await readProvenanceKeys(config.provenanceDir);
  const served = await openServedRules(shared);
  const rules = rulesPorts(shared, served);
  await openRulesDirectory(shared, served, rules);
  const control = openControl(
    controlPorts(shared, () => served.live.current().snapshot.revision),
    keys,
    () => shared.bindings.refresh(),
  );
  const problems = await problemsPort(shared);
  const facts = await openFacts(shared, () => served.live.current().snapshot);
  const app = await buildApp(httpPorts(shared, { bus, control, harness, problems, facts, served }), {
    apiKeys: config.apiKeys,
    sizes: config.sizes,
    limits: config.limits,
    ruleHeaders: config.ruleHeaders,
    trustedProxies: config.trustedProxies,
    closing: lifecycle.closing,
  });
  await app.listen({ host: config.host, port: config.port });
  lifecycle.add('http', () => app.close(), { deadlineMs: config.shutdownGraceSeconds * 1000 });
  const address = app.listeningOrigin;
  log.info({ address }, 'listening');
  const readStored = (documents: readonly GrayDocument[]) => served.store.rehearse(documents);
  rehearsePublish(rules, readStored).catch((cause: unknown) => {
    log.debug({ cause: String(cause) }, 'the first publish of rules will be slow');
  });
  return address;
};

const httpPorts = (
  shared: Shared,
  {
    bus,
    control,
    harness,
    problems,
    facts,
    served,
  }: {
    readonly bus: EventBus;
    readonly control: HttpPorts['control'];
    readonly harness: string | undefined;
    readonly problems: HttpPorts['problems'];
    readonly facts: HttpPorts['facts'];
    readonly served: OpenedRules;
  },
): HttpPorts => {
  const { registry, log, metrics } = shared;
  const materials = {
    runtimes: () => registry.runtimes(),
    workers: () => registry.workers(),
    packages: (fingerprint: string) => shared.packages.read(fingerprint),
  };
  metrics.onScrape(() => readQueues(shared));
  const accepting = submissions(shared, () => served.live.current().snapshot, bus);
  return {
    submissions: accepting,
    rejudges: httpRejudges(shared),
    blobs: {
      put: (source, bounds) => shared.uploads.putStream(source, bounds),
      find: (key) => shared.uploads.find(key),
      touch: (key) => shared.uploads.touch(key),
      read: (key) => shared.uploads.read(key),
    },
    problems,
    verify: (request) => verifyProblem(verifyPorts(shared, problems, accepting), request),
    catalogue: {
      languages: async () => {
        const [runtimes, { bindings }] = await Promise.all([registry.runtimes(), shared.tracks.state()]);
        return listLanguages(runtimes, bindings);
      },
      runtimes: () => registry.runtimes(),
      workers: () => registry.workers(),
    },
    control,
    facts,
    rules: rulesPort(rulesPorts(shared, served)),
    materials: {
      bill: (runtime) => runtimeBill(materials, runtime),
      diff: (from, to) => compareRuntimes(materials, from, to),
    },
    service: {
      readiness: (language) =>
        readiness(shared, async () => [...checkRules(served), ...(await checkPools(shared, language))]),
      metrics: () => metrics.render(),
      version: versionOf(shared, harness),
    },
    newTraceId: () => randomBytes(16).toString('hex'),
    log,
  };
};

const verifyPorts = (
  { registry, tracks, config, problems: { blobs } }: Shared,
  problems: HttpPorts['problems'],
  accepting: HttpPorts['submissions'],
): VerifyPorts => ({
  problem: async (tenant, id, revision) => {
    const found = await problems.find(tenant, id, revision);
    if (found === undefined) throw new SerinError('PROBLEM_NOT_FOUND', `there is no problem ${id}`);
    const reference = { id, revision: found.revision, digest: found.digest };
    return { reference, definition: await problems.definition(found.digest) };
  },
  read: ({ digest }) => blobs.get(digest),
  languages: async () => {
    const [runtimes, { bindings }] = await Promise.all([registry.runtimes(), tracks.state()]);
    return listLanguages(runtimes, bindings);
  },
  submit: (request) => accepting.submit(request),
  defaults: config.limits,
});

const versionOf = ({ identity }: Shared, harness: string | undefined): HttpPorts['service']['version'] => ({
  serin: identity.version,
  commit: identity.commit,
  dirty: identity.dirty,
  release: identity.release,
  ...(identity.builtAtMs === undefined ? {} : { builtAtMs: identity.builtAtMs }),
  node: process.version,
  ...(harness === undefined ? {} : { harness }),
});

/** How much waits on every track that has a binding. */
const readQueues = async ({ bindings, queue, metrics }: Shared): Promise<void> => {
  const tracks = new Set(bindings.current().bindings.map((binding) => binding.track));
  for (const track of tracks) metrics.queueDepth(track, { ...(await queue.counts(track)) });
};

const submissions = (shared: Shared, rules: () => GraySnapshot, bus: EventBus): HttpPorts['submissions'] => {
  const { store, queue, bindings, newId, now, config, log, metrics } = shared;
  const pools = watchPools(shared);
  const intake: IntakePorts = {
    store,
    queue,
    bindings: () => bindings.current(),
    rules,
    pools: (track, fingerprint) => pools.of(track, fingerprint),
    contests: new ContestPins(),
    newId,
    now,
    queueLimit: config.queueLimit,
    log,
  };
  return {
    submit: async (request) => {
      try {
        const submitted = await submit(intake, request);
        const { track, reason, instead, fingerprint, rule } = submitted.record.decision;
        if (submitted.repeated) return submitted;
        metrics.intake.accepted({ language: request.spec.language, track, reason, fingerprint, rule });
        if (instead !== undefined) metrics.intake.diverted({ track: instead.track, reason });
        return submitted;
      } catch (error) {
        metrics.intake.refused(error instanceof SerinError ? error.code : 'INTERNAL');
        throw error;
      }
    },
    read: (id) => store.read(id),
    waitFinished: async (id, waitMs, signal) =>
      (await bus.waitFinished(id, waitMs, signal)) ?? (await store.read(id)),
    follow: (id, afterEventId, signal) => bus.follow(id, afterEventId, signal),
    list: (request) => listSubmissions(shared, request),
    cancel: (id) => cancel(shared, id),
  };
};

/**
 * The verdict first; jobs are taken out of their queues where they still wait, and workers are told by the store's scripts. A shadow is
 * dropped with its submission, by a controller's sweep where this process dies.
 */
const cancel = async (shared: Shared, id: string): Promise<boolean> => {
  const { store, queue, now, log } = shared;
  if ((await store.peek(id)) === undefined) {
    throw new SerinError('SUBMISSION_NOT_FOUND', `there is no submission ${id}`);
  }
  if (!(await store.cancel(id, now()))) return false;
  const clearing = async (): Promise<void> => {
    const record = await store.peek(id);
    if (record === undefined) return;
    await queue.remove({ submission: id, attempt: record.attempt, track: record.decision.track });
    await dropShadows(secondLooks(shared), queue, record, 'cancelled');
  };
  await clearing().catch((cause: unknown) => {
    log.info(
      { submission: id, cause: String(cause) },
      'cancelled, but its job is still queued: it will be dropped',
    );
  });
  return true;
};
