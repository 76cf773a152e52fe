import { EventEmitter } from 'node:events';

/** What other programs ask of any object, without meaning an API. */
const askedOfEverything: ReadonlySet<PropertyKey> = new Set(['then', 'toJSON', 'default', '__esModule']);

/**
 * An end for a prototype chain: whatever is found nowhere before throws, so that an API which the host lacks is never
 * taken for one that does nothing.
 */
function throwingEnd(base: object, nameOf: (receiver: unknown) => string): object {
  return new Proxy(base, {
    get(target, property, receiver): unknown {
      if (property in target || typeof property === 'symbol' || askedOfEverything.has(property)) {
        return Reflect.get(target, property, receiver);
      }
      throw new Error(`The host lacks ${nameOf(receiver)}.${property}`);
    },
  });
}

function className(receiver: unknown): string {
  return typeof receiver === 'object' && receiver !== null ? receiver.constructor.name : String(receiver);
}

/** The base of every object of the host that sends events: a member that is not written down throws. */
export class StrictEmitter extends EventEmitter {}
Object.setPrototypeOf(StrictEmitter.prototype, throwingEnd(EventEmitter.prototype, className));

/** The base of every object of the host that sends none: a member that is not written down throws. */
export class StrictObject {
  /** For what an object is called in the error. */
  get [Symbol.toStringTag](): string {
    return this.constructor.name;
  }
}
Object.setPrototypeOf(StrictObject.prototype, throwingEnd(Object.prototype, className));

/** Gives the object itself, with an end that throws for what it lacks. */
export function strict<Members extends object>(name: string, members: Members): Members {
  Object.setPrototypeOf(
    members,
    throwingEnd(Object.prototype, () => name),
  );
  return members;
}

/** Stands for an export of Electron that the host does not have: any use of it throws. */
export function lacking(name: string): () => never {
  const fail = (use: string): never => {
    throw new Error(`The host lacks ${use}`);
  };
  // Only a function that can be constructed lets `new` reach the trap.
  const target = function (): never {
    return fail(name);
  };
  return new Proxy(target, {
    get(target, property, receiver): unknown {
      if (typeof property === 'symbol' || askedOfEverything.has(property) || property === 'prototype') {
        return Reflect.get(target, property, receiver);
      }
      return fail(`${name}.${property}`);
    },
    set: (_target, property) => fail(`${name}.${String(property)}`),
    construct: () => fail(name),
  });
}
