import { createApp } from 'vue';
import App from './App.vue';
import { whenSignedOut } from './api/client.ts';
import { i18n } from './i18n.ts';
import { router } from './router.ts';
import './style.css';

/** Whoever is not signed in comes back to where they were. */
whenSignedOut.on(({ side }) => {
  const { meta, fullPath } = router.currentRoute.value;
  if (!meta['open']) void router.push({ name: 'sign-in', query: { to: fullPath, ...(side === 'platform' ? { side } : {}) } });
});

createApp(App).use(i18n).use(router).mount('#app');
