/**
 * Links inside of a package, resolved in its index: never by the file system. A link may lead to a file or a folder of the same package; what
 * leads out, to nothing, or in circles is refused.
 */
import { linkedPath } from '../package-path.ts';

const mostHops = 16;

export type Resolved = { readonly path: string } | { readonly fault: string };

/** Follows every link on the way to a path. `links`: from a link's path to where it leads, as it is written there. */
export const resolveLinks = (path: string, links: ReadonlyMap<string, string>): Resolved => {
  let current = path;
  for (let hops = 0; hops <= mostHops; hops += 1) {
    const link = firstLink(current, links);
    if (link === undefined) return { path: current };
    const target = links.get(link) ?? '';
    const led = target.startsWith('/') ? undefined : linkedPath(link, target);
    if (led === undefined)
      return { fault: 'is a link that leads out of the package: put a copy in its place' };
    const rest = current.slice(link.length + 1);
    current = rest === '' ? led : led === '' ? rest : `${led}/${rest}`;
  }
  return { fault: 'is a link that leads in a circle' };
};

/** The shortest beginning of a path that is a link. */
const firstLink = (path: string, links: ReadonlyMap<string, string>): string | undefined => {
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) {
    if (links.has(path.slice(0, end))) return path.slice(0, end);
  }
  return links.has(path) ? path : undefined;
};
