# TLS in front of Orthanc, certificates by ACME or Caddy's own authority. Build from the repository's root.
FROM caddy:2.11.3
COPY docker/Caddyfile /etc/caddy/Caddyfile
# Certificates are kept by somebody else than root.
RUN chown -R 1000:1000 /data /config
USER 1000:1000
