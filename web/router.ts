import { createRouter, createWebHistory } from 'vue-router';
import StartPage from './start/StartPage.vue';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'start', component: StartPage },
    { path: '/phone/:tenant?/:customer?', name: 'phone', component: () => import('./phone/PhonePage.vue') },
    { path: '/inbox/:tenant?/:conversation?', name: 'inbox', component: () => import('./inbox/InboxPage.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});

/** A route parameter as text: the router says `string | string[]`. */
export function param(value: string | readonly string[] | undefined): string | undefined {
  const text = typeof value === 'string' ? value : value?.[0];
  return text || undefined;
}
