#!/usr/bin/env bash
# Runs Belfry in the foreground until it is told to stop (TERM, Ctrl-C). Arguments go to the server:
# "-b 0.0.0.0" listens on all addresses instead of this machine's own only.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

if [ -z "${BELFRY_DB_URL:-}" ]; then
  echo "Say where the database is, and who may send and read:" >&2
  echo "  BELFRY_DB_URL=jdbc:postgresql://localhost:5432/belfry BELFRY_DB_USER=… BELFRY_DB_PASSWORD=…" >&2
  echo "  BELFRY_API_KEYS=shop:<SHA-256 of the key>  BELFRY_JWT_SECRET=<32 bytes or more>" >&2
  exit 64
fi

java=java
[ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
release=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/ *java.specification.version = //p') ||
  { echo "There is no Java: install 17 or newer, or set JAVA_HOME." >&2; exit 69; }
[ "${release%%.*}" -ge 17 ] || { echo "This is Java $release; Belfry needs 17 or newer." >&2; exit 69; }

# standalone.sh hands TERM on to the server only if it started it in the background
export LAUNCH_JBOSS_IN_BACKGROUND=true
exec "$home/bin/standalone.sh" "$@"
