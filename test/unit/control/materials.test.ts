import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { billOfMaterials } from '../../../src/control/bill-of-materials.ts';
import { compareRuntimes, runtimeBill } from '../../../src/control/materials.ts';
import { packageUrl } from '../../../src/control/package-url.ts';
import type { InstalledPackages } from '../../../src/domain/packages.ts';
import { factsOf } from '../../support/facts.ts';

const installed: InstalledPackages = {
  known: true,
  packages: [
    {
      type: 'deb',
      name: 'libstdc++6',
      version: '14.2.0-19+b1',
      architecture: 'amd64',
      source: { name: 'gcc-14', version: '14.2.0-19' },
    },
    { type: 'deb', name: 'zlib1g', version: '1:1.3.1-1', architecture: 'amd64' },
    { type: 'npm', name: '@types/node', version: '20.1.0' },
  ],
};

/** The schema that the library ships, with those it refers to. */
const cycloneDx = async () => {
  const library = createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json');
  const schema = async (name: string) =>
    JSON.parse(
      await readFile(join(dirname(library), 'res/schema', `${name}.SNAPSHOT.schema.json`), 'utf8'),
    ) as object;
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  // Of later drafts, which ajv-formats does not know; no value of ours has these formats.
  ajv.addFormat('iri-reference', true);
  ajv.addFormat('idn-email', true);
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) {
    ajv.addSchema(await schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  }
  const validate = ajv.compile(await schema('bom-1.6'));
  return (document: unknown) => (validate(document) ? [] : validate.errors);
};

interface Document {
  readonly serialNumber: string;
  readonly metadata: {
    readonly timestamp?: string;
    readonly component: { readonly properties: readonly { readonly name: string; readonly value: string }[] };
  };
  readonly components: readonly {
    readonly name: string;
    readonly purl?: string;
    readonly 'bom-ref': string;
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

const documentOf = (facts = factsOf(), packages = installed): Document =>
  JSON.parse(billOfMaterials(facts, packages)) as Document;

describe('a bill of materials', () => {
  test('is valid by the schema of CycloneDX 1.6', async () => {
    const faults = await cycloneDx();
    expect(faults(documentOf())).toEqual([]);
    expect(faults({ ...documentOf(), serialNumber: 'seven' })).not.toEqual([]);
  });

  test('is the same bytes every time, and another document for another fingerprint', () => {
    expect(billOfMaterials(factsOf(), installed)).toBe(billOfMaterials(factsOf(), installed));
    const other = documentOf(factsOf({ fingerprint: 'cpp-14.2.0@ffffffffffff' }));
    expect(other.serialNumber).not.toBe(documentOf().serialNumber);
    expect(documentOf().metadata.timestamp).toBeUndefined();
  });

  test('is about the runtime, with its fingerprint and the digests of its layers', () => {
    const { metadata } = documentOf();
    expect(metadata.component).toMatchObject({ type: 'container', name: 'cpp-14', version: '14.2.0' });
    expect(metadata.component.properties).toEqual(
      expect.arrayContaining([
        { name: 'serin:fingerprint', value: factsOf().fingerprint },
        { name: 'serin:image:layer:0', value: 'sha256:a' },
        { name: 'serin:packages:known', value: 'true' },
      ]),
    );
  });

  test('names every package by its package URL, and the runtime depends on each', () => {
    const { components, dependencies } = documentOf();
    expect(components.map(({ purl }) => purl).filter((purl) => purl !== undefined)).toEqual([
      'pkg:deb/debian/libstdc%2B%2B6@14.2.0-19%2Bb1?arch=amd64&distro=trixie',
      'pkg:deb/debian/zlib1g@1:1.3.1-1?arch=amd64&distro=trixie',
      'pkg:npm/%40types/node@20.1.0',
    ]);
    const refs = components.map((component) => component['bom-ref']);
    expect(new Set(refs).size).toBe(4);
    const root = dependencies.find(({ ref }) => ref === factsOf().fingerprint);
    expect(new Set(root?.dependsOn)).toEqual(new Set(refs));
  });

  test('says where the packages are not known', () => {
    const { metadata } = documentOf(factsOf(), { known: false, packages: [] });
    expect(metadata.component.properties).toContainEqual({ name: 'serin:packages:known', value: 'false' });
  });
});

test('what a package URL would take for its own is encoded', () => {
  expect(packageUrl({ type: 'generic', name: 'a b?', version: '1/2#3' }, 'trixie')).toBe(
    'pkg:generic/a%20b%3F@1%2F2%233',
  );
});

describe('materials', () => {
  const ports = {
    runtimes: () => Promise.resolve([factsOf()]),
    workers: () => Promise.resolve([]),
    packages: (fingerprint: string) =>
      Promise.resolve(fingerprint === factsOf().fingerprint ? installed : undefined),
  };

  test('of a name that no worker has told of are not there', async () => {
    await expect(runtimeBill(ports, 'cpp-15')).rejects.toMatchObject({ code: 'RUNTIME_NOT_FOUND' });
  });

  test('compares what is installed too', async () => {
    const diff = await compareRuntimes(ports, 'cpp-14', factsOf().fingerprint);
    expect(diff.packages).toEqual({ known: true, sources: [] });
  });

  test('there is no bill of a runtime of which no worker has told what is installed', async () => {
    expect((await runtimeBill(ports, 'cpp-14')).fingerprint).toBe(factsOf().fingerprint);
    const silent = { ...ports, packages: () => Promise.resolve(undefined) };
    await expect(runtimeBill(silent, 'cpp-14')).rejects.toMatchObject({ code: 'RUNTIME_NOT_FOUND' });
  });
});
