import { createRouter, createWebHistory } from 'vue-router';
import AccountPage from './access/AccountPage.vue';
import JoinPage from './access/JoinPage.vue';
import MailsPage from './access/MailsPage.vue';
import PeoplePage from './access/PeoplePage.vue';
import SignInPage from './access/SignInPage.vue';
import AdminPage from './admin/AdminPage.vue';
import InboxPage from './inbox/InboxPage.vue';
import PhonePage from './phone/PhonePage.vue';
import SetUpPage from './set-up/SetUpPage.vue';
import StartPage from './start/StartPage.vue';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    // Those with `open` need nobody to be signed in.
    { path: '/', name: 'start', component: StartPage, meta: { open: true } },
    { path: '/phone/:tenant?/:customer?', name: 'phone', component: PhonePage, meta: { open: true } },
    { path: '/sign-in', name: 'sign-in', component: SignInPage, meta: { open: true } },
    { path: '/join', name: 'join', component: JoinPage, meta: { open: true } },
    { path: '/mails', name: 'mails', component: MailsPage, meta: { open: true } },
    { path: '/account', name: 'account', component: AccountPage },
    { path: '/people/:tenant', name: 'people', component: PeoplePage },
    { path: '/set-up/:tenant', name: 'set-up', component: SetUpPage },
    { path: '/admin', name: 'admin', component: AdminPage },
    { path: '/inbox/:tenant?/:conversation?', name: 'inbox', component: InboxPage },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
});
