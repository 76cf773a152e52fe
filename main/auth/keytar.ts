/** The part of keytar that is used. Its calls reject with errors that carry no code, and can wait on a dialog for ever. */
export type Keytar = Pick<typeof import('keytar'), 'getPassword' | 'setPassword' | 'deletePassword'>;

/**
 * Loads keytar when it is first needed, so that a machine without its library (on Linux, libsecret) still starts.
 * @throws Error where it cannot be loaded.
 */
export async function loadKeytar(): Promise<Keytar> {
  const module: unknown = await import('keytar');
  // It is CommonJS: what it exports is found under `default`, and perhaps by name too.
  const exported = hasDefault(module) ? module.default : module;
  if (!isKeytar(exported)) throw new Error('keytar is not what it should be.');
  return exported;
}

function hasDefault(module: unknown): module is { default: unknown } {
  return typeof module === 'object' && module !== null && 'default' in module;
}

function isKeytar(module: unknown): module is Keytar {
  if (typeof module !== 'object' || module === null) return false;
  const names: readonly (keyof Keytar)[] = ['getPassword', 'setPassword', 'deletePassword'];
  return names.every((name) => name in module);
}
