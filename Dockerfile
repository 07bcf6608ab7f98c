# The Deskbell image. All data is in /data; docs/settings.md lists the environment variables.
# Build it with `docker build -t deskbell .`. Run it with compose.yaml, or alone with SQLite:
# `docker run -v deskbell:/data -p 7351:7351 deskbell`

FROM node:26.10.0-slim AS pages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY contracts contracts
COPY web web
RUN node node_modules/vite/bin/vite.js build web --logLevel warn

FROM node:26.10.0-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The image has its own Node, so the packages with Node for other machines stay out.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund && mkdir /empty

FROM node:26.10.0-slim
# Node runs the TypeScript directly, so the image needs neither npm nor headers.
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/.compiled \
    DESKBELL_DATA=/data \
    DESKBELL_WEBHOOK_HOST=0.0.0.0 \
    DESKBELL_HEALTH_HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY contracts contracts
COPY config config
COPY adapters adapters
COPY src src
COPY sandbox sandbox
COPY deploy/compile.mjs deploy/healthy.mjs deploy/
COPY --from=pages /app/web/dist web/dist

# A new volume inherits the owner and mode of this folder. 1000 is the user `node`; a numeric id lets an orchestrator verify that it is not root.
COPY --from=packages --chown=1000:1000 --chmod=700 /empty /data
VOLUME /data
COPY --from=packages --chown=1000:1000 /empty .compiled
USER 1000:1000
# Runs as the same user as the app: Node ignores a compile cache that belongs to another user.
RUN ["node", "deploy/compile.mjs"]
EXPOSE 7351 7354
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "deploy/healthy.mjs", "live"]
CMD ["node", "src/main.ts"]
