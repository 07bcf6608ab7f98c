import { type ComputedRef, type InjectionKey, type Ref, computed, inject, provide } from 'vue';
import { access } from '../api/access.ts';
import { useLoaded } from '../api/loaded.ts';

interface Colleague {
  readonly id: string;
  readonly name: string;
}
export interface Team {
  readonly people: ComputedRef<readonly Colleague[]>;
  /** Empty for somebody who is not known, or is gone. */
  readonly nameOf: (id: string | undefined) => string;
}

const TEAM: InjectionKey<Team> = Symbol('team');

/** Loads who works for the business, for a page and everything in it. */
export function provideTeam(tenant: Ref<string | undefined>): Team {
  const { value } = useLoaded(tenant, access.people);
  const people = computed(() => value.value?.people ?? []);
  const team: Team = { people, nameOf: (id) => people.value.find((one) => one.id === id)?.name ?? '' };
  provide(TEAM, team);
  return team;
}

export function useTeam(): Team {
  const team = inject(TEAM);
  if (!team) throw new Error('useTeam needs a page that calls provideTeam');
  return team;
}
