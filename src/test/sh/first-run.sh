#!/usr/bin/env bash
# The first minute, as the README has it, in the directory of this clone: its command, what that says, the commands
# that it prints, the pages it names, and its end. Arguments: the HTTP port.
set -euo pipefail
cd "$(dirname "$0")/../../.."
. src/test/sh/blocks.sh
export BELFRY_HTTP_PORT=${1:-8080}
url=http://localhost:$BELFRY_HTTP_PORT
out=$(mktemp -d)
run=
listener=

cleanup() {
  [ -z "$listener" ] || kill "$listener" 2>/dev/null || true
  [ -z "$run" ] || kill "$run" 2>/dev/null || true
  rm -rf "$out"
}
trap cleanup EXIT

die() {
  echo "first run: $*" >&2
  cat "$out/said" >&2 || true
  exit 1
}

# await SECONDS COMMAND…: until the command succeeds.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@" >"$out/awaited" 2>&1; do
    [ "$SECONDS" -lt "$end" ] || die "in vain: $*"
    [ -z "$run" ] || kill -0 "$run" 2>/dev/null || die "it has ended by itself"
    sleep 0.2
  done
}

# printed N: the Nth command that the run has printed.
printed() {
  grep '^curl ' "$out/said" | sed -n "$1p"
}

# answers COMMAND TEXT: whether the text is in what the command says. To its end: who is hung up on fails.
answers() {
  bash -c "$1" >"$out/answer" 2>/dev/null && grep -qi -e "$2" "$out/answer"
}

bash -c "exec $(block README.md 'mvn -q -Prun')" >"$out/said" 2>&1 &
run=$!
await 600 grep -q '^Ctrl-C stops it' "$out/said"
# what goes on, and nothing that nobody asked for; but for what a new JVM says of an old Maven, before any of ours
! grep -E 'standalone@|outcome|^\s+at |Exception| (INFO|WARN|ERROR) ' "$out/said" ||
  die "it says what nobody asked for"
[ "$(stat -c %a .belfry)" = 700 ] || die ".belfry is open to others"

bash -c "exec $(printed 1)" >"$out/heard" 2>/dev/null &
listener=$!
await 30 grep -q caught-up "$out/heard"
answers "$(printed 2)" '"recipients":1' || die "nothing was sent by: $(printed 2)"
await 30 grep -q '"title":"Hello"' "$out/heard"
answers "$(printed 3)" '"token"' || die "no token came of: $(printed 3)"
answers "curl -fsS $url/belfry/" 'id="version"' || die "no page at the address that is printed"
answers "curl -fsS $url/" '<title>Belfry' || die "no demo page"

kill -TERM "$run" # what Ctrl-C is for a process without a terminal
code=0
wait "$run" || code=$?
run=
[ "$code" -eq 0 ] || die "it ended with $code"
grep -q 'Stopped\.$' "$out/said" || die "it does not say that it has stopped"
! curl -s -o "$out/awaited" "$url/belfry/health/live" || die "the server is still there"
echo "first run: well, in ${SECONDS} s, by $("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | head -1)"
