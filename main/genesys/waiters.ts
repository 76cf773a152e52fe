/** Everybody who waits for one answer. Each may leave; the answer is given up when the last has left. */
export class Waiters<T> {
  readonly #waiting = new Set<(value: T) => void>();
  readonly #onNobody: () => void;

  /** @param onNobody called when the last one leaves before there is an answer. */
  constructor(onNobody: () => void) {
    this.#onNobody = onNobody;
  }

  get count(): number {
    return this.#waiting.size;
  }

  /** Resolves with the answer, or with `left` as soon as `signal` is aborted. Never rejects. */
  wait(left: T, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve) => {
      const settle = (value: T) => {
        this.#waiting.delete(settle);
        signal?.removeEventListener('abort', leave);
        resolve(value);
      };
      const leave = () => {
        settle(left);
        if (this.#waiting.size === 0) this.#onNobody();
      };
      this.#waiting.add(settle);
      if (signal?.aborted === true) leave();
      else signal?.addEventListener('abort', leave);
    });
  }

  /** Gives the answer to all who wait. */
  settle(value: T): void {
    for (const settle of [...this.#waiting]) settle(value);
  }
}
