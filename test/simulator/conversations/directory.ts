import type { Chance } from '../chance.ts';

export interface User {
  id: string;
  name: string;
  email: string;
}

interface Queue {
  id: string;
  name: string;
}

/** The people and queues of the simulated organization. */
export interface Directory {
  organization: { id: string; name: string };
  /** The first one is the simulated agent. */
  agents: readonly User[];
  queues: readonly Queue[];
}

const agentNames = [
  'Alex Agent',
  'Noor Haddad',
  'Yuki Tanaka',
  'Marta Kowalska',
  'Sam Okafor',
  'Inês Duarte',
];
const queueNames = ['Support', 'Sales', 'Billing', 'Returns'];

export function createDirectory(chance: Chance): Directory {
  return {
    organization: { id: chance.uuid(), name: 'Simulated Contact Centre' },
    agents: agentNames.map((name, index) => ({
      id: chance.uuid(),
      name,
      email: `agent${index + 1}@simulator.example`,
    })),
    queues: queueNames.map((name) => ({ id: chance.uuid(), name })),
  };
}

/** The agent that everything is seen from. */
export function simulatedAgent(directory: Directory): User {
  const [agent] = directory.agents;
  if (agent === undefined) throw new Error('The simulated organization has no agents.');
  return agent;
}
