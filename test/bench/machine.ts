import { cpus } from 'node:os';

/** The facts without which the numbers say nothing. */
export interface Machine {
  cpu: string;
  cores: number;
  node: string;
}

export function thisMachine(): Machine {
  const processors = cpus();
  return { cpu: processors[0]?.model.trim() ?? 'unknown', cores: processors.length, node: process.version };
}
