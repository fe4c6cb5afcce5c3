/** Rejudges as the api asks for them and the controller drives them. */
import type { HttpPorts } from '../http/ports.ts';
import { controlRejudge, driveRejudges, openRejudge, rejudgeOf } from '../intake/rejudge.ts';
import type { RejudgePorts } from '../intake/rejudge-ports.ts';
import { RejudgeStore } from '../store/rejudge-store.ts';
import { listSubmissions } from '../store/submission-list.ts';
import { touchNeeded } from '../store/waiting-blobs.ts';
import { repeat } from './repeat.ts';
import type { Shared } from './shared.ts';

const dayMs = 24 * 3_600_000;

/** Between two ticks, while a rejudge is under way and while none is. */
const busyEveryMs = 100;
const idleEveryMs = 1_000;

const rejudgePorts = (shared: Shared): RejudgePorts & { readonly rejudges: RejudgeStore } => {
  const { store, queue, bindings, newId, now, log, config } = shared;
  return {
    rejudges: new RejudgeStore(shared, config.recordRetentionDays * dayMs),
    store,
    queue,
    list: (request) => listSubmissions(shared, request),
    hold: (submission) => touchNeeded(shared, submission),
    problem: (record, revision) => problemOf(shared, record, revision),
    bindings: () => bindings.current(),
    newId,
    now,
    log,
  };
};

const problemOf: (
  shared: Shared,
  ...asked: Parameters<RejudgePorts['problem']>
) => ReturnType<RejudgePorts['problem']> = async ({ problems }, { spec }, revision) => {
  const judged = spec.problemRevision;
  if (judged === undefined) return undefined;
  const found =
    revision === 'current'
      ? await problems.records.current(spec.tenant, judged.id)
      : await problems.records.at(spec.tenant, judged.id, judged.revision);
  if (found === undefined) return `its problem ${judged.id} is not kept any more`;
  return { revision: { id: judged.id, revision: found.revision, digest: found.digest }, tests: found.tests };
};

export const httpRejudges = (shared: Shared): HttpPorts['rejudges'] => {
  const ports = rejudgePorts(shared);
  return {
    open: (plan) => openRejudge(ports, plan),
    read: (id) => rejudgeOf(ports, id),
    list: (limit) => ports.rejudges.list(limit),
    items: (id, numbers) => ports.rejudges.items(id, numbers),
    control: (id, act) => controlRejudge(ports, id, act),
  };
};

/** Takes rejudges further, on any number of controllers. */
export const keepRejudging = (shared: Shared): void => {
  const ports = rejudgePorts(shared);
  const { config } = shared;
  const bounds = {
    atOnce: config.rejudgeLimit,
    mostItems: 50_000,
    page: 500,
    queueLimit: config.queueLimit,
  };
  const idleTicks = idleEveryMs / busyEveryMs;
  let passed = idleTicks;
  const driver = repeat('rejudges', busyEveryMs, shared.log, async () => {
    passed += 1;
    if (passed < idleTicks) return;
    // A failure leaves it as it was after a quiet tick: Redis is not asked ten times a second while it is away.
    passed = 0;
    if (await driveRejudges(ports, bounds)) passed = idleTicks;
  });
  shared.lifecycle.add('rejudges', () => driver.stop());
};
