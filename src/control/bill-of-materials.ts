/**
 * What a runtime image is made of, for tools that look for known faults: a CycloneDX 1.6 document. It is a function of the fingerprint
 * and nothing else, so that two servers, and one server twice, give the same bytes: no time, no name of a host, no serial number
 * by chance.
 */
import { ComponentType } from '@cyclonedx/cyclonedx-library/Enums';
import { Bom, Component, Property, PropertyRepository } from '@cyclonedx/cyclonedx-library/Models';
import { JSON as Json, JsonSerializer } from '@cyclonedx/cyclonedx-library/Serialize';
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec';
import { v5 as uuidv5 } from 'uuid';
import type { InstalledPackage, InstalledPackages } from '../domain/packages.ts';
import type { RuntimeFacts } from '../domain/runtime.ts';
import { packageUrl } from './package-url.ts';

/** Namespace of serial numbers; a new one when the same fingerprint gives another document. */
const namespace = '6f3a8d0e-8f0b-5e53-9a55-0c7a4f6f2b11';

/** @returns JSON text */
export const billOfMaterials = (facts: RuntimeFacts, installed: InstalledPackages): string => {
  const { suite } = facts.manifest;
  const bom = new Bom({ serialNumber: `urn:uuid:${uuidv5(facts.fingerprint, namespace)}` });
  const runtime = runtimeComponent(facts, installed);
  bom.metadata.component = runtime;
  const system = new Component(ComponentType.OperatingSystem, 'debian', { version: suite, bomRef: 'debian' });
  for (const part of [system, ...installed.packages.map((each) => packageComponent(each, suite))]) {
    bom.components.add(part);
    runtime.dependencies.add(part.bomRef);
  }
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
};

const runtimeComponent = (
  { fingerprint, runtime, version, language, manifest, probes, image }: RuntimeFacts,
  { known }: InstalledPackages,
): Component =>
  new Component(ComponentType.Container, runtime, {
    version,
    bomRef: fingerprint,
    description: manifest.displayName,
    properties: properties([
      ['serin:fingerprint', fingerprint],
      ['serin:language', language],
      // False: the image has no package manager that could be asked, and the components are not all that it holds.
      ['serin:packages:known', String(known)],
      ['serin:image:architecture', image.identity.architecture],
      ...image.identity.diffIds.map((layer, index): [string, string] => [
        `serin:image:layer:${index}`,
        layer,
      ]),
      ...Object.entries(probes.features).map(([name, said]): [string, string] => [
        `serin:probe:${name}`,
        said,
      ]),
    ]),
  });

const packageComponent = (each: InstalledPackage, suite: string): Component => {
  const purl = packageUrl(each, suite);
  return new Component(ComponentType.Library, each.name, {
    version: each.version,
    purl,
    bomRef: purl,
    ...(each.source === undefined
      ? {}
      : {
          properties: properties([
            ['serin:source:name', each.source.name],
            ['serin:source:version', each.source.version],
          ]),
        }),
  });
};

const properties = (pairs: readonly (readonly [string, string])[]): PropertyRepository =>
  new PropertyRepository(pairs.map(([name, value]) => new Property(name, value)));
