/** `serin images list` */
import { bytes } from '../../cli/figures.ts';
import { formatTable } from '../../cli/table.ts';
import { printJson, printLine } from '../../cli/terminal.ts';
import { readRecipeFolders } from '../../imaging/recipe-folders.ts';
import { runtimeImages } from '../../imaging/runtime-images.ts';
import { listRuntimes } from '../../workshop/listing.ts';
import type { ListedRuntime } from '../../workshop/listing.ts';
import { readRecipes } from '../../workshop/read-recipes.ts';
import type { Config } from '../config.ts';
import { cataloguePorts, workshopPorts } from '../images.ts';
import type { ImageVerbDeps } from './deps.ts';

export const listVerb = async (
  { stdout, stderr }: Pick<ImageVerbDeps, 'stdout' | 'stderr'>,
  config: Config,
  { json }: { readonly json: boolean },
): Promise<number> => {
  const recipes = readRecipes(await readRecipeFolders(config.imagesDir));
  const listed = await listRuntimes(
    {
      engine: workshopPorts(config).engine,
      images: () =>
        runtimeImages(cataloguePorts(config), ({ image, reason }) =>
          printLine(stderr, `serin: ${image} is passed over: ${reason}`),
        ),
    },
    recipes,
  );
  if (json) printJson(stdout, { runtimes: listed.map(asJson) });
  else printLine(stdout, table(listed));
  return 0;
};

const asJson = ({ image, ...row }: ListedRuntime) => ({
  ...row,
  suite: row.suite ?? null,
  fingerprint: image?.fingerprint ?? null,
  imageId: image?.id ?? null,
  sizeBytes: image?.sizeBytes ?? null,
  ownBytes: image?.ownBytes ?? null,
  builtAt: image === undefined ? null : new Date(image.createdAtMs).toISOString(),
});

const headings = ['runtime', 'suite', 'state', 'fingerprint', 'image', 'size', 'its own', 'built'];

const table = (listed: readonly ListedRuntime[]): string =>
  formatTable(
    headings,
    listed.map(({ runtime, suite, state, reference, image }) => [
      runtime,
      suite ?? '',
      state,
      image === undefined ? '' : (image.fingerprint ?? 'broken'),
      reference,
      image === undefined ? '' : bytes(image.sizeBytes),
      image?.ownBytes === undefined ? '' : bytes(image.ownBytes),
      image === undefined ? '' : new Date(image.createdAtMs).toISOString().slice(0, 16).replace('T', ' '),
    ]),
    headings.map((_, column) => (column === 5 || column === 6 ? 'right' : 'left')),
  );
