import { createRequire } from 'node:module';
import { z } from 'zod';

/** electron-builder's own parts, wherever npm has put them. They are no public interface, so their shape is checked. */
const fromBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));
const isFunction = (value: unknown) => typeof value === 'function';
const internals = z
  .object({
    getConfig: z.custom<(...args: unknown[]) => unknown>(isFunction),
    validateConfiguration: z.custom<(...args: unknown[]) => unknown>(isFunction),
  })
  .parse(fromBuilder('app-builder-lib/out/util/config/config'));
const { DebugLogger } = z
  .object({ DebugLogger: z.custom<new (isEnabled: boolean) => object>(isFunction) })
  .parse(fromBuilder('builder-util'));

/** The configuration as electron-builder takes it from a project's folder. */
export async function readConfiguration(projectFolder: string): Promise<Readonly<Record<string, unknown>>> {
  const configuration = await internals.getConfig(projectFolder, null, null);
  return z.record(z.string(), z.unknown()).parse(configuration);
}

/** @throws Error that names what is wrong. */
export async function validateConfiguration(configuration: Readonly<Record<string, unknown>>): Promise<void> {
  await internals.validateConfiguration(configuration, new DebugLogger(false));
}

/** The fuses that electron-builder can set. */
export function knownFuses(): readonly string[] {
  const schema = z
    .object({
      definitions: z.object({ FuseOptionsV1: z.object({ properties: z.record(z.string(), z.unknown()) }) }),
    })
    .parse(fromBuilder('app-builder-lib/scheme.json'));
  return Object.keys(schema.definitions.FuseOptionsV1.properties);
}
