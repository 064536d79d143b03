/**
 * Keeps the latest result for each owner: a frame is drawn for every key, and most keys change neither the axis nor the
 * width. What is made depends on the owner and the key alone.
 */
export function latest<Made>(): (owner: object, key: string, make: () => Made) => Made {
  const kept = new WeakMap<object, { readonly key: string; readonly made: Made }>();
  return (owner, key, make) => {
    const known = kept.get(owner);
    if (known?.key === key) return known.made;
    const made = make();
    kept.set(owner, { key, made });
    return made;
  };
}
