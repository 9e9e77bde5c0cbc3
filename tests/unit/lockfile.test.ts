import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

interface Entry {
  version?: string;
  resolved?: string;
  integrity?: string;
  optional?: boolean;
  hasInstallScript?: boolean;
  /** It comes inside the package that it lies in, and is covered by that one's hash. */
  inBundle?: boolean;
  optionalDependencies?: Record<string, string>;
}

const packagesOf = (path: string) =>
  (JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, Entry> }).packages;
const packages = packagesOf('package-lock.json');
/** All but the project itself. */
const dependencies = Object.entries(packages).filter(([path]) => path !== '');

it('the lockfile names no registry', () => {
  expect(Object.keys(packages).filter((path) => packages[path]?.resolved)).toEqual([]);
});

// A registry that does not carry them leaves them out, and then `npm ci` refuses the lockfile.
it("the lockfile holds every platform's binaries", () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});

// `npm ci` installs an entry without a hash unchecked, and says nothing.
it('the lockfile has the hash of every package, those of other platforms too', () => {
  const unhashed = dependencies.filter(
    ([, { integrity, inBundle }]) => !inBundle && !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''),
  );
  expect(unhashed.map(([path]) => path)).toEqual([]);
});

it("the installed packages are the lockfile's", () => {
  const noted = packagesOf('node_modules/.package-lock.json');
  const other = Object.entries(noted).filter(
    ([path, { version, integrity }]) => packages[path]?.version !== version || packages[path]?.integrity !== integrity,
  );
  expect(other.map(([path]) => path)).toEqual([]);
  const strayed = dependencies.filter(([path, { version, optional }]) => {
    const manifest = `${path}/package.json`;
    return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version !== version : !optional;
  });
  expect(strayed.map(([path]) => path)).toEqual([]);
});

// The published build installs with --ignore-scripts.
it('no package runs a script when it is installed', () => {
  expect(dependencies.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([]);
});
