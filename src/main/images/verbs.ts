/** `serin images …`: the verbs that look after runtime images, on the engine of this machine's worker. */
import type { ImageVerbs } from '../../cli/image-verbs.ts';
import { archiveVerbs } from './archives.ts';
import { buildVerb } from './build.ts';
import type { ImageVerbDeps } from './deps.ts';
import { lintVerb } from './lint.ts';
import { listVerb } from './list.ts';
import { createVerb } from './new.ts';
import { pruneVerb } from './prune.ts';
import { surveyVerb } from './survey.ts';
import { testVerb } from './test.ts';
import { showUpdates } from '../images-updates.ts';

export const imageVerbs = (deps: ImageVerbDeps): ImageVerbs => ({
  build: (settings, options) => buildVerb(deps, deps.configOf(settings), options),
  list: (settings, options) => listVerb(deps, deps.configOf(settings), options),
  lint: (settings, options) => lintVerb(deps, deps.configOf(settings), options),
  // Its table is what matters; the log is for what goes wrong.
  test: (settings, options) => testVerb(deps, deps.configOf({ logLevel: 'error', ...settings }), options),
  create: (settings, options) => createVerb(deps, deps.configOf(settings), options),
  ...archiveVerbs(deps),
  prune: (settings, options) => pruneVerb(deps, deps.configOf(settings), options),
  updates: (settings, options) => showUpdates(deps, deps.configOf(settings), options),
  survey: (settings, options) => surveyVerb(deps, deps.configOf(settings), options),
});
