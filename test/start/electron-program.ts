import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Finds Electron's own program as the package `electron` does. That package is not asked: where the program is missing,
 * loading the package downloads it.
 * @param packageFolder the folder of the package `electron`.
 * @returns its absolute path; null where it has not been downloaded.
 */
export function findElectron(
  packageFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const nameFile = join(packageFolder, 'path.txt');
  const name = existsSync(nameFile) ? readFileSync(nameFile, 'utf8').trim() : '';
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  const program =
    override === '' ? join(packageFolder, 'dist', name) : join(override, name === '' ? 'electron' : name);
  if (override === '' && name === '') return null;
  return existsSync(program) ? program : null;
}
