/** At the same time, over all tenants of this instance and for one of them: conversations that wait for a model hold up others. */
const MOST = 16;
const MOST_OF_TENANT = 4;

/** Takes a seat until it is disposed of. `undefined` if none is free. */
export function seats(): (tenantId: string) => Disposable | undefined {
  const taken = new Map<string, number>();
  let all = 0;
  return (tenantId) => {
    const own = taken.get(tenantId) ?? 0;
    if (all >= MOST || own >= MOST_OF_TENANT) return undefined;
    all += 1;
    taken.set(tenantId, own + 1);
    return {
      [Symbol.dispose]() {
        all -= 1;
        const left = (taken.get(tenantId) ?? 1) - 1;
        if (left > 0) taken.set(tenantId, left);
        else taken.delete(tenantId);
      },
    };
  };
}
