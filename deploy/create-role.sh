#!/bin/sh
# Runs once, when the database is new: Blext gets a role of its own, which owns its database and no more.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$BLEXT_PASSWORD" -U "${POSTGRES_USER:-postgres}" -d postgres <<'SQL'
CREATE ROLE blext LOGIN PASSWORD :'password';
CREATE DATABASE blext OWNER blext;
SQL
