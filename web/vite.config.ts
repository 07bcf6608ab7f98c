import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

/** `vite web` serves the pages during development. The app (or the fake of the browser tests) must run too. */
const server = 'http://127.0.0.1:7350';

export default defineConfig({
  plugins: [vue(), tailwindcss()],
  define: { __VUE_OPTIONS_API__: false, __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false },
  // One file for all pages: after an upgrade, an open page never looks for a part that is gone.
  build: { target: 'esnext', assetsInlineLimit: 0, chunkSizeWarningLimit: 700, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': server, '/sandbox': server } },
});
