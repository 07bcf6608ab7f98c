import { createRouter, createWebHistory } from 'vue-router';
import InboxPage from './inbox/InboxPage.vue';
import PhonePage from './phone/PhonePage.vue';
import StartPage from './start/StartPage.vue';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'start', component: StartPage },
    { path: '/phone/:tenant?/:customer?', name: 'phone', component: PhonePage },
    { path: '/inbox/:tenant?/:conversation?', name: 'inbox', component: InboxPage },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});
