/**
 * The verbs that work on this machine itself: run the service, show it, build its images, look at files, tell its settings. Each loads what it
 * needs when it is asked for: most of the program is the service, and whoever asks a server something does not wait for that.
 */
import type { SettingValues } from '../cli/commands.ts';
import type { LocalVerbs } from '../cli/deps.ts';
import type { ImageVerbs } from '../cli/image-verbs.ts';
import type { ReadRuleFiles, RuleVerbs } from '../cli/rule-files.ts';
import type { Config } from './config.ts';
import type { ConfigInputs } from './config-sources.ts';
import type { ServiceDeps } from './service-verbs.ts';

interface LocalDeps extends ServiceDeps {
  readonly inputs: Omit<ConfigInputs, 'flags'>;
  readonly readRuleFiles: ReadRuleFiles;
}

export const localVerbs = (deps: LocalDeps): LocalVerbs => {
  const configuration = async (): Promise<(flags: SettingValues) => Config> => {
    const { loadConfig } = await import('./config.ts');
    return (flags) => loadConfig({ ...deps.inputs, flags });
  };
  return {
    up: async (flags) => {
      const [configOf, { up }] = await Promise.all([configuration(), import('./service-verbs.ts')]);
      return up(deps, configOf(flags));
    },
    demo: async (flags) => {
      const [configOf, { demo }] = await Promise.all([configuration(), import('./service-verbs.ts')]);
      return demo(deps, configOf({ logLevel: 'error', port: '0', ...flags }));
    },
    images: imagesWhenAsked(async () => {
      const [configOf, { imageVerbs }] = await Promise.all([configuration(), import('./images/verbs.ts')]);
      return imageVerbs({ ...deps, configOf, cwd: deps.inputs.cwd });
    }),
    rules: rulesWhenAsked(async () => {
      const { ruleVerbs } = await import('./rule-verbs.ts');
      return ruleVerbs(deps);
    }),
    problems: {
      lint: async (flags, options) => {
        const [configOf, { lintProblems }] = await Promise.all([
          configuration(),
          import('./problems/lint.ts'),
        ]);
        return lintProblems(deps, configOf(flags), options);
      },
    },
    config: async (flags, options) => {
      const [configOf, { printConfig }] = await Promise.all([configuration(), import('./config-report.ts')]);
      printConfig(deps.stdout, configOf(flags).effective, options);
      return 0;
    },
  };
};

const imagesWhenAsked = (load: () => Promise<ImageVerbs>): ImageVerbs => ({
  build: async (...given) => (await load()).build(...given),
  list: async (...given) => (await load()).list(...given),
  lint: async (...given) => (await load()).lint(...given),
  test: async (...given) => (await load()).test(...given),
  create: async (...given) => (await load()).create(...given),
  save: async (...given) => (await load()).save(...given),
  load: async (...given) => (await load()).load(...given),
  prune: async (...given) => (await load()).prune(...given),
  survey: async (...given) => (await load()).survey(...given),
  updates: async (...given) => (await load()).updates(...given),
});

const rulesWhenAsked = (load: () => Promise<RuleVerbs>): RuleVerbs => ({
  lint: async (...given) => (await load()).lint(...given),
  test: async (...given) => (await load()).test(...given),
});
