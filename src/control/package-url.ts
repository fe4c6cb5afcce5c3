import type { InstalledPackage } from '../domain/packages.ts';

/** `pkg:deb/debian/libstdc%2B%2B6@14.2.0-19?arch=amd64&distro=trixie`; a name of npm keeps its scope as a segment. */
export const packageUrl = (
  { type, name, version, architecture }: InstalledPackage,
  suite: string,
): string => {
  const namespace = type === 'deb' ? 'debian/' : '';
  const path = name.split('/').map(encoded).join('/');
  const qualifiers = [
    ...(architecture === undefined ? [] : [`arch=${encoded(architecture)}`]),
    ...(type === 'deb' ? [`distro=${encoded(suite)}`] : []),
  ].join('&');
  return `pkg:${type}/${namespace}${path}@${encoded(version)}${qualifiers === '' ? '' : `?${qualifiers}`}`;
};

/** As the specification of package URLs has it: a colon, which begins the rest of a version after its epoch, stays. */
const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%3A', ':');
