# A Redis from Debian packages, for where no registry can be reached:
#
#   docker build -t serin-redis:local -f deploy/redis.Dockerfile deploy
#   SERIN_REDIS_IMAGE=serin-redis:local docker-compose up
ARG DEBIAN=debian:trixie-slim
FROM ${DEBIAN}
RUN apt-get update -q \
 && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends redis-server \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o redis -g redis -m 0700 /data
USER redis
WORKDIR /data
VOLUME /data
EXPOSE 6379
CMD ["redis-server", "--protected-mode", "no", "--dir", "/data"]
