# Serin itself: one image for every role. Built from Debian alone and the npm registry.
#
#   docker build -t serin:local .
#
# A registry or proxy with a certificate of its own: put that as a *.crt into deploy/certificates/. Another npm registry:
# --build-arg NPM_CONFIG_REGISTRY=https://…
#
# The history of the checkout is not here; to have the service say which commit it is, add
#   --build-arg SERIN_COMMIT=$(git rev-parse HEAD) --build-arg SERIN_DIRTY=false

ARG DEBIAN=debian:trixie-slim

FROM ${DEBIAN} AS base
RUN apt-get update -q \
 && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends nodejs ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/serin

FROM base AS build
RUN apt-get update -q \
 && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends npm \
 && rm -rf /var/lib/apt/lists/*
COPY deploy/certificates/ /usr/local/share/ca-certificates/
RUN update-ca-certificates
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
ARG NPM_CONFIG_REGISTRY=https://registry.npmjs.org/
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src/ src/
COPY bench/ bench/
# After everything that takes time, so that another commit of the same sources builds from the cache up to here.
ARG SERIN_COMMIT=
ARG SERIN_DIRTY=
RUN npm run build && rm -rf dist/bench dist/.tsbuildinfo && npm prune --omit=dev

FROM base
RUN groupadd --system --gid 10001 serin \
 && useradd --system --uid 10001 --gid serin --home-dir /var/lib/serin --shell /usr/sbin/nologin serin \
 && install -d -o serin -g serin -m 0700 /var/lib/serin /var/lib/serin/blobs
COPY --from=build /opt/serin/package.json ./
COPY --from=build /opt/serin/node_modules/ node_modules/
COPY --from=build /opt/serin/dist/ dist/
COPY images/ images/
COPY sandboxes/ sandboxes/
COPY rules/ rules/
COPY deploy/entrypoint /usr/local/bin/serin
ENV NODE_ENV=production \
    SERIN_DATA_DIR=/var/lib/serin
USER serin
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/serin"]
CMD ["up"]
