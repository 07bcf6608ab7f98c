import type { InjectionKey, Ref } from 'vue';

/** The element in which sheets open, so that they stay inside the phone. Without it they cover the page. */
export const SCREEN: InjectionKey<Ref<HTMLElement | null>> = Symbol('screen');
