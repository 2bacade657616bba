#!/bin/sh
# Starts Payara as this very process, so that it is the server that is told to stop. start-domain would
# stand between. What it would start, it says itself: one argument a line, up to the first empty line.
set -eu
cd "$(dirname "$0")"

# In a copy of the domain: a container that is started again begins like a new one.
domains=../glassfish/domains
rm -rf $domains/run
cp -r $domains/domain1 $domains/run
../bin/asadmin start-domain --dry-run \
  --prebootcommandfile "$PWD/preboot.asadmin" --postbootcommandfile "$PWD/postboot.asadmin" \
  run > /tmp/payara-command

set --
while IFS= read -r argument && [ -n "$argument" ]; do
  if [ "$argument" = com.sun.enterprise.glassfish.bootstrap.ASMain ]; then
    # shellcheck disable=SC2086 # several options in one variable
    set -- "$@" ${JAVA_OPTS-}
  fi
  set -- "$@" "$argument"
done < /tmp/payara-command
shift # a heading

# It asks for the password of its key store, which is the one every Payara comes with.
exec "$@" <<END
AS_ADMIN_MASTERPASSWORD=changeit
END
