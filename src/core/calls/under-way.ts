/** Work that nobody waits for, at most `most` at a time for each tenant. What comes beyond that is left out. */
export function underWay(most: number): (tenantId: string, run: () => Promise<void>) => void {
  const tenants = new Map<string, number>();
  return (tenantId, run) => {
    const before = tenants.get(tenantId) ?? 0;
    if (before >= most) return;
    tenants.set(tenantId, before + 1);
    const ended = () => {
      const left = (tenants.get(tenantId) ?? 1) - 1;
      if (left > 0) tenants.set(tenantId, left);
      else tenants.delete(tenantId);
    };
    void run().then(ended, ended);
  };
}
