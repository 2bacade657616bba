#!/bin/sh
# Makes an unpacked Payara one for a container:  prepare.sh <Payara> <WAR>
set -eu
payara=$1
domain=$payara/glassfish/domains/domain1
belfry=$payara/belfry # where the build has put the scripts of payara-config

cp "$2" "$belfry/belfry.war"
cp "$(dirname "$0")/start.sh" "$belfry/"

# The heap follows the container's memory, see JAVA_OPTS.
sed -i '/<jvm-options>-Xmx/d' "$domain/config/domain.xml"
# The log goes to the console alone, in plain text.
cat >> "$domain/config/logging.properties" <<'END'

com.sun.enterprise.server.logging.GFFileHandler.logtoFile=false
com.sun.enterprise.server.logging.UniformLogFormatter.ansiColor=false
END

# What the server does at each start: before it begins, and before anybody gets in.
{
  cat "$belfry/server.asadmin" "$belfry/closed.asadmin"
  # the administration stays on the loopback address of the container
  listeners=configs.config.server-config.network-config.network-listeners.network-listener
  echo "set $listeners.admin-listener.address=127.0.0.1"
} > "$belfry/preboot.asadmin"
{
  cat "$belfry/logging.asadmin"
  echo "deploy --name belfry --contextroot / belfry.war"
  cat "$belfry/open.asadmin"
} > "$belfry/postboot.asadmin"
