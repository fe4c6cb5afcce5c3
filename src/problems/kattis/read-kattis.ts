import type { ReadContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import type { YamlFile } from '../yaml-file.ts';
export const readKattis = (_c: ReadContext, _y: YamlFile, _f?: string): Promise<Draft | undefined> =>
  Promise.resolve(undefined);
