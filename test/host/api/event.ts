/** The first argument of Electron's events that can be refused. */
export interface PreventableEvent {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/** @param more what the event carries besides. */
export function preventable<More extends object>(more: More): More & PreventableEvent {
  let isPrevented = false;
  return Object.defineProperties(
    {
      ...more,
      defaultPrevented: false,
      preventDefault: () => {
        isPrevented = true;
      },
    },
    { defaultPrevented: { get: () => isPrevented, enumerable: true } },
  );
}
