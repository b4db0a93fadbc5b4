#!/bin/sh
# Run once by the image of PostgreSQL, on an empty volume: one role and one database for people, one for Orthanc's index. Neither can read
# the other, neither is a superuser.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres \
  --set=sgim_password="$SGIM_DATABASE_PASSWORD" --set=orthanc_password="$ORTHANC_DATABASE_PASSWORD" <<'SQL'
create role sgim login password :'sgim_password';
create role orthanc login password :'orthanc_password';
create database sgim owner sgim;
create database orthanc owner orthanc;
revoke connect on database sgim, orthanc, postgres from public;
SQL
