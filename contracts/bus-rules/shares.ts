/**
 * Slots for handlers, shared by tenants. A tenant may take a slot while it has fewer than are free: one tenant alone uses half of them,
 * two a third each, and however many tenants have handlers that hang, the next one still finds a slot.
 */
export interface Shares {
  /** Handlers in hand. */
  readonly taken: number;
  readonly full: boolean;
  of(tenantId: string): number;
  may(tenantId: string): boolean;
  begin(tenantId: string): void;
  end(tenantId: string): void;
}

export function shares(slots: number): Shares {
  const tenants = new Map<string, number>();
  let taken = 0;
  const of = (tenantId: string) => tenants.get(tenantId) ?? 0;

  return {
    get taken() {
      return taken;
    },
    get full() {
      return taken >= slots;
    },
    of,
    may: (tenantId) => of(tenantId) < slots - taken,
    begin(tenantId) {
      taken += 1;
      tenants.set(tenantId, of(tenantId) + 1);
    },
    end(tenantId) {
      taken -= 1;
      const left = of(tenantId) - 1;
      if (left > 0) tenants.set(tenantId, left);
      else tenants.delete(tenantId);
    },
  };
}
