# Orthanc's own image with our plugin, which carries the web application. Build from the repository's root.
FROM node:24.21.0-trixie AS build
WORKDIR /build
COPY . .
RUN npm ci
RUN node tools/build.mjs

FROM orthancteam/orthanc:26.8.1
COPY --from=build /build/plugin/dist/libOrthancSgim.so /usr/share/orthanc/sgim/
COPY orthanc-config/ docker/orthanc/*.json /etc/orthanc/
COPY docker/orthanc/start.sh /usr/share/orthanc/sgim/
# The root file system is read-only.
RUN ln -sf /tmp/host-id /etc/hostid
USER orthanc
ENTRYPOINT ["/usr/share/orthanc/sgim/start.sh"]
CMD ["/etc/orthanc/"]
