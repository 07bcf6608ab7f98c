import type { InjectionKey, Ref } from 'vue';

/** The element that sheets open inside of, so that they stay within the phone; without it they cover the page. */
export const SCREEN: InjectionKey<Ref<HTMLElement | null>> = Symbol('screen');
